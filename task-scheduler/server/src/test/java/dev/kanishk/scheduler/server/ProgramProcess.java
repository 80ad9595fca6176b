package dev.kanishk.scheduler.server;

import java.util.ArrayList;
import java.util.List;

/** The program in a process of its own, with the classes of the tests. */
final class ProgramProcess {
    private ProgramProcess() {}

    static ProcessBuilder of(List<String> arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TaskSchedulerProgram.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
