package dev.kanishk.site.results;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Where and how a result set was made: the content of {@code machine.json}.
 *
 * @param name the machine's name
 * @param processor the processor's model
 * @param cores processors that the JVM saw
 * @param memoryBytes main memory
 * @param virtual the hypervisor or container, or what says that there is none
 * @param operatingSystem name and version
 * @param jvm the JVM's name and version
 * @param jvmFlags the flags it was started with
 * @param commit the commit that was measured
 * @param clean whether the working tree was exactly that commit
 * @param date the day of the measurement
 * @param compilers native compilers by name, with their versions
 */
public record Machine(
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
        Map<String, String> compilers) {

    /** Copies the collections. */
    public Machine {
        jvmFlags = List.copyOf(jvmFlags);
        compilers = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(compilers));
    }
}
