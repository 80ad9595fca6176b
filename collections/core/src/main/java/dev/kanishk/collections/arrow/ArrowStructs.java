package dev.kanishk.collections.arrow;

import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The two structs of the C data interface, as on every 64-bit platform:
 *
 * <pre>
 *   ArrowSchema, 72 bytes        ArrowArray, 80 bytes
 *    0  const char *format        0  int64_t length
 *    8  const char *name          8  int64_t null_count
 *   16  const char *metadata     16  int64_t offset
 *   24  int64_t flags            24  int64_t n_buffers
 *   32  int64_t n_children       32  int64_t n_children
 *   40  ArrowSchema **children   40  const void **buffers
 *   48  ArrowSchema *dictionary  48  ArrowArray **children
 *   56  void (*release)          56  ArrowArray *dictionary
 *   64  void *private_data       64  void (*release)
 *                                72  void *private_data
 * </pre>
 */
final class ArrowStructs {
    static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    static final long SCHEMA_BYTES = 72;
    static final long SCHEMA_FORMAT = 0;
    static final long SCHEMA_NAME = 8;
    static final long SCHEMA_DICTIONARY = 48;
    static final long SCHEMA_RELEASE = 56;

    static final long ARRAY_BYTES = 80;
    static final long ARRAY_LENGTH = 0;
    static final long ARRAY_NULL_COUNT = 8;
    static final long ARRAY_OFFSET = 16;
    static final long ARRAY_N_BUFFERS = 24;
    static final long ARRAY_N_CHILDREN = 32;
    static final long ARRAY_BUFFERS = 40;
    static final long ARRAY_DICTIONARY = 56;
    static final long ARRAY_RELEASE = 64;
    static final long ARRAY_PRIVATE_DATA = 72;

    private static final int MAX_FORMAT_BYTES = 256;

    private ArrowStructs() {}

    /** Refuses what cannot hold the structs, and a JVM that may not touch them. */
    static void require(MemorySegment array, MemorySegment schema) {
        if (!NativeAccess.isEnabled()) {
            throw new UnsupportedOperationException(
                    "Arrow's C data interface needs native access: start the JVM with"
                            + " --enable-native-access=ALL-UNNAMED");
        }
        if (!array.isNative()
                || array.byteSize() < ARRAY_BYTES
                || !schema.isNative()
                || schema.byteSize() < SCHEMA_BYTES) {
            throw new IllegalArgumentException(
                    "an ArrowArray is 80 bytes of native memory and an ArrowSchema 72, not "
                            + array
                            + " and "
                            + schema);
        }
        requireWritable(array);
        requireWritable(schema);
    }

    /** Looked at before anything changes hands. */
    private static void requireWritable(MemorySegment struct) {
        boolean usable = struct.scope().isAlive() && struct.isAccessibleBy(Thread.currentThread());
        if (!usable || struct.isReadOnly()) {
            throw new IllegalArgumentException(
                    "a struct that this thread can write to is needed, not " + struct);
        }
    }

    @SuppressWarnings("restricted") // the address is one that the producer vouches for
    static MemorySegment at(long address, long byteSize) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize);
    }

    /** Reads a C string of the producer. */
    static String string(long address) {
        return address == 0 ? "" : at(address, MAX_FORMAT_BYTES).getString(0);
    }

    /** Returns the address of a format's C string, which lives as long as the process. */
    static long format(ArrowFormat format) {
        return Objects.requireNonNull(Constants.FORMATS.get(format)).address();
    }

    static long emptyName() {
        return Constants.NAME.address();
    }

    /** Calls a struct's release callback. */
    static void release(MemorySegment struct, long releaseOffset) {
        long callback = struct.get(WORD, releaseOffset);
        try {
            Constants.RELEASE.invokeExact(MemorySegment.ofAddress(callback), struct);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a release callback throws nothing", e);
        }
    }

    /** Apart, since only a JVM with native access may make them. */
    private static final class Constants {
        @SuppressWarnings("restricted") // the signature is the one that Arrow's format defines
        static final MethodHandle RELEASE =
                Linker.nativeLinker()
                        .downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

        static final Map<ArrowFormat, MemorySegment> FORMATS =
                Stream.of(ArrowFormat.values())
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        format -> format,
                                        format -> Arena.global().allocateFrom(format.code())));

        static final MemorySegment NAME = Arena.global().allocateFrom("");
    }
}
