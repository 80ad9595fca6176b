package dev.kanishk.benchmarks.peers.matching.pipeline;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What this process takes of memory.
 *
 * @param heapBytes what is reachable in the heap, found by a collection
 * @param directBytes buffers outside the heap
 * @param residentBytes pages in main memory, as Linux tells; 0 elsewhere
 */
record Memory(long heapBytes, long directBytes, long residentBytes) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    /** Collects garbage, and looks. */
    static Memory now() throws IOException {
        System.gc();
        long direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        return new Memory(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                direct,
                resident());
    }

    private static long resident() throws IOException {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(RESIDENT))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    /** Returns heap and buffers. */
    long bytes() {
        return heapBytes + directBytes;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heap %.1f, direct %.1f, resident %.0f MB",
                heapBytes / 1e6,
                directBytes / 1e6,
                residentBytes / 1e6);
    }
}
