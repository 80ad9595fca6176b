package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "pinning is for Linux; elsewhere it is refused")
class ThreadPinningTest {
    /** Asks for pinning in a JVM that forbids native access. */
    public static final class Asking {
        private Asking() {}

        public static void main(String[] arguments) throws IOException {
            try {
                MatchingEngine.builder().pinTo(0).start().close();
            } catch (UnsupportedOperationException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void keepsAThreadOnItsProcessor() throws Exception {
        List<String> allowed = allowed();
        int processor = Integer.parseInt(allowed.getFirst().replaceFirst("[-,].*", ""));
        String[] pinned = new String[1];
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            ThreadPinning.pinCurrentThread(processor);
                            pinned[0] = allowed().getFirst();
                        });
        thread.join();
        assertThat(pinned[0]).isEqualTo(String.valueOf(processor));
        assertThat(allowed()).isEqualTo(allowed);
    }

    @Test
    void refusesProcessorsThatDoNotExist() {
        assertThatThrownBy(() -> ThreadPinning.pinCurrentThread(1023))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("processor 1023");
        assertThatThrownBy(() -> ThreadPinning.pinCurrentThread(1 << 20))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isRefusedWithoutNativeAccess() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--illegal-native-access=deny",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Asking.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(printed)
                .startsWith("pinning threads needs native access: start java with")
                .contains("--enable-native-access=ALL-UNNAMED, or leave pinning out");
    }

    private static List<String> allowed() {
        try {
            return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> line.substring(line.indexOf('\t') + 1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
