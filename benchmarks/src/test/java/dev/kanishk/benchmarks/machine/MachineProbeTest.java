package dev.kanishk.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.result.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineProbeTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String STATUS = "git status --porcelain -- . :!benchmarks/results";

    @TempDir private Path root;

    private final Map<String, String> answers = new HashMap<>();

    @Test
    void describesAVirtualMachine() throws Exception {
        file("proc/cpuinfo", "model name\t: AMD EPYC\nflags\t\t: fpu sse2 hypervisor avx2\n");
        file("proc/meminfo", "MemTotal:       24683996 kB\nMemFree: 1 kB\n");
        file("sys/class/dmi/id/sys_vendor", "QEMU\n");
        file("etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n");

        Machine machine = probe().describe();

        assertThat(machine.processor()).isEqualTo("AMD EPYC");
        assertThat(machine.memoryBytes()).isEqualTo(24_683_996L * 1024);
        assertThat(machine.virtual()).isEqualTo("yes (QEMU)");
        assertThat(machine.operatingSystem()).startsWith("Debian GNU/Linux 12, ");
        assertThat(machine.cores()).isPositive();
        assertThat(machine.name()).startsWith("amd-epyc-").endsWith("-virtual");
    }

    @Test
    void tellsARealMachineByTheMissingFlag() throws Exception {
        file("proc/cpuinfo", "model name : X\nflags : fpu avx2\n");
        file("sys/class/dmi/id/sys_vendor", "Dell Inc.\n");

        assertThat(probe().virtual()).isEqualTo("no");
    }

    @Test
    void doesNotGuessWhereNothingTells() throws Exception {
        file("proc/cpuinfo", "processor : 0\nFeatures : fp asimd\n");

        assertThat(probe().virtual()).isEqualTo("unknown");
        assertThat(probe().processor()).isEqualTo(System.getProperty("os.arch"));
        assertThat(probe().memoryBytes()).isPositive();
    }

    @Test
    void makesNamesWithoutMarketing() {
        assertThat(MachineProbe.name("Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", 8, "yes (KVM)"))
                .isEqualTo("intel-xeon-e5-2680-v4-8-cores-virtual");
        assertThat(MachineProbe.name("AMD Ryzen 9 7950X 16-Core Processor", 32, "no"))
                .isEqualTo("amd-ryzen-9-7950x-32-cores");
    }

    @Test
    void knowsTheCommitAndWhetherTheCheckoutIsClean() {
        answers.put("git rev-parse HEAD", COMMIT);
        answers.put(STATUS, "");
        assertThat(probe().commit()).isEqualTo(COMMIT);
        assertThat(probe().clean()).isTrue();

        answers.put(STATUS, " M pom.xml");
        assertThat(probe().clean()).isFalse();
    }

    @Test
    void saysUnknownOutsideACheckout() {
        assertThat(probe().commit()).isEqualTo(Machine.UNKNOWN_COMMIT);
        assertThat(probe().clean()).isFalse();
    }

    @Test
    void namesTheCompilerThatIsThere() {
        assertThat(probe().compilers()).isEmpty();

        answers.put("g++ --version", "g++ (Debian) 12.2.0\nCopyright");
        assertThat(probe().compilers()).containsExactly(Map.entry("g++", "g++ (Debian) 12.2.0"));
    }

    @Test
    void describesThisMachineWithoutItsHostName() {
        Machine machine = MachineProbe.ofThisMachine(Path.of("")).describe();

        assertThat(machine.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(machine.processor()).isNotBlank();
        assertThat(machine.memoryBytes()).isPositive();
    }

    @Test
    void takesAProgramThatIsMissingOrFailsForNoAnswer() {
        Commands commands = Commands.ofThisMachine();

        assertThat(commands.output(root, List.of("no-such-program-here"))).isEmpty();
        assertThat(commands.output(root, List.of(java(), "-no-such-flag"))).isEmpty();
        assertThat(commands.output(root, List.of(java(), "--version"))).isPresent();
        assertThat(commands.output(Path.of(""), List.of(java(), "--version"))).isPresent();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private MachineProbe probe() {
        return new MachineProbe(
                root,
                root,
                (folder, command) -> Optional.ofNullable(answers.get(String.join(" ", command))));
    }

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
