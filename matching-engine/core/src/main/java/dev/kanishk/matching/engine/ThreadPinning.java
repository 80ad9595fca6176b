package dev.kanishk.matching.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Keeps the calling thread on one processor, by Linux's {@code sched_setaffinity}. */
final class ThreadPinning {
    /** The most processors that a mask here has bits for. */
    static final int PROCESSORS_MAX = 1024;

    private ThreadPinning() {}

    /**
     * Throws unless threads can be pinned here.
     *
     * @throws UnsupportedOperationException if this is not Linux, or native access is not enabled
     */
    static void requireSupported() {
        String system = System.getProperty("os.name", "");
        if (!system.equals("Linux")) {
            throw new UnsupportedOperationException(
                    "threads can be pinned on Linux only, not on "
                            + system
                            + ": leave pinning out");
        }
        if (!ThreadPinning.class.getModule().isNativeAccessEnabled()) {
            throw new UnsupportedOperationException(
                    "pinning threads needs native access: start java with"
                            + " --enable-native-access=ALL-UNNAMED, or leave pinning out");
        }
    }

    /**
     * Keeps the calling thread on one processor from now on.
     *
     * @param processor its number, from 0
     * @throws UnsupportedOperationException if threads cannot be pinned here
     * @throws IllegalArgumentException if this process may not use such a processor
     */
    static void pinCurrentThread(int processor) {
        requireSupported();
        if (processor < 0 || processor >= PROCESSORS_MAX) {
            throw noSuch(processor);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(PROCESSORS_MAX / Byte.SIZE, Long.BYTES);
            mask.set(
                    ValueLayout.JAVA_BYTE,
                    processor / Byte.SIZE,
                    (byte) (1 << processor % Byte.SIZE));
            int failed;
            try {
                failed = (int) setAffinity().invokeExact(0, mask.byteSize(), mask);
            } catch (Throwable e) {
                throw new AssertionError("sched_setaffinity throws nothing", e);
            }
            if (failed != 0) {
                throw noSuch(processor);
            }
        }
    }

    private static IllegalArgumentException noSuch(int processor) {
        return new IllegalArgumentException(
                "a thread cannot be pinned to processor "
                        + processor
                        + ": use one of those this process may run on, from 0");
    }

    @SuppressWarnings("restricted") // called only where native access is enabled
    private static MethodHandle setAffinity() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("sched_setaffinity"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.ADDRESS));
    }
}
