package dev.kanishk.benchmarks.result;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where and how a set of results was made: the content of {@code machine.json}.
 *
 * @param schema {@link #SCHEMA}
 * @param name a name made of the processor and its cores, never of the host's name
 * @param processor the processor's name as it gives it itself
 * @param cores the processors this JVM may use
 * @param memoryBytes the memory of the machine
 * @param virtual {@code no}, {@code yes} with the hypervisor's name where it is known, or {@code
 *     unknown}
 * @param operatingSystem name, version, kernel and instruction set
 * @param jvm the virtual machine with version and vendor
 * @param jvmFlags the flags of the JVM that made the set; JMH's forks inherit them
 * @param commit the full commit, or {@code unknown} outside a checkout
 * @param clean whether the checkout held exactly that commit, results aside, for every part of the
 *     set
 * @param date the day, in UTC
 * @param compilers the other compilers that took part, with their versions
 */
public record Machine(
        String schema,
        String name,
        String processor,
        int cores,
        long memoryBytes,
        String virtual,
        String operatingSystem,
        String jvm,
        List<String> jvmFlags,
        String commit,
        boolean clean,
        LocalDate date,
        SortedMap<String, String> compilers) {
    /** The format's name and version. */
    public static final String SCHEMA = "dev.kanishk.machine/1";

    /** The commit of a tree that is no checkout. */
    public static final String UNKNOWN_COMMIT = "unknown";

    private static final int COMMIT_DIGITS = 12;

    /** Copies the collections. */
    public Machine {
        jvmFlags = List.copyOf(jvmFlags);
        compilers = new TreeMap<>(Map.copyOf(compilers));
    }

    /** Returns the name of this set's folder: the date and the first digits of the commit. */
    public String setName() {
        return date + "-" + commit.substring(0, Math.min(COMMIT_DIGITS, commit.length()));
    }

    /** Returns this description with another state of the checkout. */
    Machine withClean(boolean newClean) {
        return new Machine(
                schema,
                name,
                processor,
                cores,
                memoryBytes,
                virtual,
                operatingSystem,
                jvm,
                jvmFlags,
                commit,
                newClean,
                date,
                compilers);
    }
}
