package dev.kanishk.benchmarks.machine;

import dev.kanishk.benchmarks.result.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Describes the machine that a measurement runs on, from what the operating system tells anyone.
 *
 * <p>Nothing that names the host, its user or its folders is asked for.
 */
public final class MachineProbe {
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-z0-9]+");
    private static final Pattern MARKETING =
            Pattern.compile("\\((r|tm)\\)|\\bcpu\\b|@.*$|\\b\\d+-core processor\\b");
    private static final Pattern KERNEL = Pattern.compile("^\\d+(\\.\\d+)*");
    private static final Map<String, String> HYPERVISORS =
            Map.of(
                    "qemu", "QEMU",
                    "kvm", "KVM",
                    "vmware", "VMware",
                    "innotek", "VirtualBox",
                    "xen", "Xen",
                    "amazon ec2", "Amazon EC2",
                    "google", "Google Compute Engine",
                    "microsoft", "Hyper-V");

    private final Path system;
    private final Path checkout;
    private final Commands commands;

    /**
     * Makes a probe.
     *
     * @param system the root of the file system that holds {@code /proc}, {@code /sys}, {@code
     *     /etc}
     * @param checkout the folder whose commit is measured
     * @param commands how to ask other programs
     */
    MachineProbe(Path system, Path checkout, Commands commands) {
        this.system = system;
        this.checkout = checkout;
        this.commands = commands;
    }

    /** Returns the probe of this machine, for the checkout in a folder. */
    public static MachineProbe ofThisMachine(Path checkout) {
        return new MachineProbe(Path.of("/"), checkout, Commands.ofThisMachine());
    }

    /** Returns the description, dated today. */
    public Machine describe() {
        String processor = processor();
        int cores = Runtime.getRuntime().availableProcessors();
        String virtual = virtual();
        return new Machine(
                Machine.SCHEMA,
                name(processor, cores, virtual),
                processor,
                cores,
                memoryBytes(),
                virtual,
                operatingSystem(),
                jvm(),
                jvmFlags(),
                commit(),
                clean(),
                LocalDate.now(ZoneOffset.UTC),
                compilers());
    }

    /** Returns a stable folder name such as {@code amd-epyc-2-cores-virtual}. */
    static String name(String processor, int cores, String virtual) {
        String plain = MARKETING.matcher(processor.toLowerCase(Locale.ROOT)).replaceAll(" ");
        String suffix = virtual.startsWith("yes") ? " virtual" : "";
        String text = plain + " " + cores + (cores == 1 ? " core" : " cores") + suffix;
        return NOT_IN_NAMES.matcher(text).replaceAll("-").replaceAll("^-|-$", "");
    }

    String processor() {
        return field("proc/cpuinfo", "model name")
                .or(() -> ask("sysctl", "-n", "machdep.cpu.brand_string"))
                .orElseGet(() -> System.getProperty("os.arch"));
    }

    long memoryBytes() {
        return field("proc/meminfo", "MemTotal")
                .map(text -> Long.parseLong(text.replaceAll("\\D", "")) * 1024)
                .orElseGet(MachineProbe::memoryOfJvm);
    }

    String virtual() {
        Optional<String> hypervisor =
                Stream.of("sys_vendor", "product_name")
                        .flatMap(file -> text("sys/class/dmi/id/" + file).stream())
                        .flatMap(text -> hypervisorIn(text).stream())
                        .findFirst();
        Optional<Boolean> flag =
                field("proc/cpuinfo", "flags")
                        .map(flags -> List.of(flags.split(" ", -1)).contains("hypervisor"));
        if (flag.orElse(false)) {
            return hypervisor.map(found -> "yes (" + found + ")").orElse("yes");
        }
        if (flag.isPresent()) {
            return "no";
        }
        return hypervisor.map(found -> "yes (" + found + ")").orElse("unknown");
    }

    String operatingSystem() {
        String name =
                text("etc/os-release").stream()
                        .flatMap(String::lines)
                        .filter(line -> line.startsWith("PRETTY_NAME="))
                        .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                        .findFirst()
                        .orElseGet(() -> System.getProperty("os.name"));
        String version = System.getProperty("os.version");
        var kernel = KERNEL.matcher(version);
        return name
                + ", "
                + System.getProperty("os.name")
                + " "
                + (kernel.find() ? kernel.group() : version)
                + ", "
                + System.getProperty("os.arch");
    }

    String commit() {
        return ask("git", "rev-parse", "HEAD")
                .filter(commit -> commit.matches("[0-9a-f]{40,64}"))
                .orElse(Machine.UNKNOWN_COMMIT);
    }

    boolean clean() {
        return ask("git", "status", "--porcelain", "--", ".", ":!benchmarks/results")
                .map(String::isEmpty)
                .orElse(false);
    }

    SortedMap<String, String> compilers() {
        SortedMap<String, String> versions = new TreeMap<>();
        ask("g++", "--version")
                .flatMap(text -> text.lines().findFirst())
                .ifPresent(line -> versions.put("g++", line));
        return versions;
    }

    private static String jvm() {
        return System.getProperty("java.vm.name")
                + " "
                + System.getProperty("java.vm.version")
                + " ("
                + System.getProperty("java.vendor")
                + ")";
    }

    private static List<String> jvmFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static long memoryOfJvm() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    private static Optional<String> hypervisorIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return HYPERVISORS.entrySet().stream()
                .filter(entry -> lower.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private Optional<String> field(String file, String name) {
        return text(file).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(name) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    private Optional<String> text(String file) {
        try {
            return Optional.of(Files.readString(system.resolve(file)).strip());
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private Optional<String> ask(String... command) {
        return commands.output(checkout, List.of(command));
    }
}
