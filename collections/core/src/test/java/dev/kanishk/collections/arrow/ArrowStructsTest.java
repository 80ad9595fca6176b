package dev.kanishk.collections.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.TrackingResource;
import dev.kanishk.collections.vector.LongVector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kinds share; that each refuses without native access is tested with the kinds. */
class ArrowStructsTest {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

    /** Reads and releases as a consumer in C does, by the header of Arrow's documentation. */
    private static final String CONSUMER =
            """
            #include <stdint.h>
            #include <string.h>
            struct ArrowSchema {
              const char *format, *name, *metadata; int64_t flags, n_children;
              struct ArrowSchema **children, *dictionary;
              void (*release)(struct ArrowSchema *); void *private_data;
            };
            struct ArrowArray {
              int64_t length, null_count, offset, n_buffers, n_children;
              const void **buffers; struct ArrowArray **children, *dictionary;
              void (*release)(struct ArrowArray *); void *private_data;
            };
            int64_t consume(struct ArrowArray *array, struct ArrowSchema *schema) {
              if (strcmp(schema->format, "l") || strcmp(schema->name, "") || schema->n_children
                  || array->n_buffers != 2 || array->null_count || array->buffers[0]) return -1;
              struct ArrowArray moved = *array;
              array->release = 0;
              const int64_t *values = (const int64_t *) moved.buffers[1] + moved.offset;
              int64_t sum = 0;
              for (int64_t i = 0; i < moved.length; i++) sum += values[i];
              moved.release(&moved);
              schema->release(schema);
              return moved.release || schema->release ? -2 : sum;
            }
            static int released;
            static int64_t values[4] = {1, 2, 3, 4};
            static const void *buffers[2] = {0, values};
            static void release_array(struct ArrowArray *a) { released++; a->release = 0; }
            static void release_schema(struct ArrowSchema *s) { released++; s->release = 0; }
            void produce(struct ArrowArray *array, struct ArrowSchema *schema) {
              memset(array, 0, sizeof *array);
              memset(schema, 0, sizeof *schema);
              array->length = 3; array->offset = 1; array->n_buffers = 2;
              array->buffers = buffers; array->release = release_array;
              schema->format = "l"; schema->release = release_schema;
              released = 0;
            }
            int released_times(void) { return released; }
            """;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment array = arena.allocate(80);
    private final MemorySegment schema = arena.allocate(72);
    private final TrackingResource tracked = new TrackingResource(MemoryResource.system());

    @AfterEach
    void returnsEverything() {
        tracked.close();
        arena.close();
    }

    @Test
    void fillsTheStructsAsTheFormatSays() {
        export(1, 2, 3);

        assertThat(array.get(WORD, ArrowStructs.ARRAY_LENGTH)).isEqualTo(3);
        assertThat(array.get(WORD, ArrowStructs.ARRAY_NULL_COUNT)).isZero();
        assertThat(array.get(WORD, ArrowStructs.ARRAY_N_BUFFERS)).isEqualTo(2);
        MemorySegment buffers = ArrowStructs.at(array.get(WORD, ArrowStructs.ARRAY_BUFFERS), 16);
        assertThat(buffers.get(WORD, 0)).isZero();
        MemorySegment elements = ArrowStructs.at(buffers.get(WORD, 8), 24);
        assertThat(elements.toArray(WORD)).containsExactly(1, 2, 3);
        assertThat(ArrowStructs.string(schema.get(WORD, ArrowStructs.SCHEMA_FORMAT)))
                .isEqualTo("l");
        assertThat(schema.byteSize()).isEqualTo(ArrowStructs.SCHEMA_BYTES);
        releaseBoth();
    }

    @Test
    void freesOnceHoweverOftenItIsReleased() {
        export(1, 2, 3);
        MemorySegment stale = arena.allocate(80).copyFrom(array);

        ArrowStructs.release(array, ArrowStructs.ARRAY_RELEASE);
        assertThat(tracked.outstandingBlocks()).isZero();
        assertThat(array.get(WORD, ArrowStructs.ARRAY_RELEASE)).isZero();
        ArrowStructs.release(stale, ArrowStructs.ARRAY_RELEASE);
        ArrowStructs.release(schema, ArrowStructs.SCHEMA_RELEASE);
    }

    @Test
    void handsOverAnEmptyVector() {
        export();
        try (LongVector imported = LongArrowExchange.importFrom(array, schema)) {
            assertThat(imported.isEmpty()).isTrue();
        }
        assertThat(array.get(WORD, ArrowStructs.ARRAY_RELEASE)).isZero();
        assertThat(schema.get(WORD, ArrowStructs.SCHEMA_RELEASE)).isZero();
    }

    @Test
    void refusesAndLeavesWhatIsNoPlainArrayOfTheKind() {
        export(1, 2, 3);
        refuses("nulls", ArrowStructs.ARRAY_NULL_COUNT, 1, "are null");
        refuses("a child", ArrowStructs.ARRAY_N_CHILDREN, 1, "1 children");
        refuses("a dictionary", ArrowStructs.ARRAY_DICTIONARY, 1, "not an array of primitive");
        refuses("three buffers", ArrowStructs.ARRAY_N_BUFFERS, 3, "3 buffers");
        refuses("length", ArrowStructs.ARRAY_LENGTH, -1, "length -1");
        refuses("offset", ArrowStructs.ARRAY_OFFSET, Long.MAX_VALUE, "offset");
        refuses("released", ArrowStructs.ARRAY_RELEASE, 0, "released already");
        assertThatThrownBy(() -> DoubleArrowExchange.importFrom(array, schema))
                .hasMessageContaining("format \"l\"");
        assertThatThrownBy(() -> LongArrowExchange.importFrom(schema, schema))
                .hasMessageContaining("an ArrowArray is 80 bytes");
        releaseBoth();
    }

    @Test
    void countsNullsOnlyInsideTheArray() {
        export(1, 2, 3);
        MemorySegment validity = arena.allocate(1);
        MemorySegment buffers = ArrowStructs.at(array.get(WORD, ArrowStructs.ARRAY_BUFFERS), 16);
        buffers.set(WORD, 0, validity.address());
        validity.set(ValueLayout.JAVA_BYTE, 0, (byte) 0b1011);
        refuses("unknown nulls", ArrowStructs.ARRAY_NULL_COUNT, -1, "1 of 3 elements are null");

        validity.set(ValueLayout.JAVA_BYTE, 0, (byte) 0b0111);
        array.set(WORD, ArrowStructs.ARRAY_NULL_COUNT, -1);
        LongArrowExchange.importFrom(array, schema).close();
    }

    @Test
    @SuppressWarnings("restricted") // the signatures are those of the source above
    void worksWithAConsumerAndAProducerInC(@TempDir Path directory) throws Throwable {
        SymbolLookup c = compiled(directory);
        Linker linker = Linker.nativeLinker();
        var pointer = ValueLayout.ADDRESS;
        var consume =
                linker.downcallHandle(
                        c.findOrThrow("consume"), FunctionDescriptor.of(WORD, pointer, pointer));
        var produce =
                linker.downcallHandle(
                        c.findOrThrow("produce"), FunctionDescriptor.ofVoid(pointer, pointer));
        var released =
                linker.downcallHandle(
                        c.findOrThrow("released_times"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT));

        export(1, 2, 39);
        assertThat((long) consume.invokeExact(array, schema)).isEqualTo(42);
        assertThat(tracked.outstandingBlocks()).isZero();

        produce.invokeExact(array, schema);
        LongVector imported = LongArrowExchange.importFrom(array, schema);
        assertThat(imported.toArray()).containsExactly(2, 3, 4);
        assertThat((int) released.invokeExact()).isEqualTo(1);
        imported.close();
        assertThat((int) released.invokeExact()).isEqualTo(2);
    }

    /** Compiled on the spot; where there is no C compiler the other tests have to do. */
    @SuppressWarnings("restricted") // the library was compiled a moment ago
    private SymbolLookup compiled(Path directory) throws Exception {
        Path source = Files.writeString(directory.resolve("consumer.c"), CONSUMER);
        Path library = directory.resolve("libconsumer.so");
        Process compiler;
        try {
            compiler =
                    new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library + "", source + "")
                            .inheritIO()
                            .start();
        } catch (IOException e) {
            Assumptions.abort("no C compiler: " + e.getMessage());
            throw e;
        }
        assertThat(compiler.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(compiler.exitValue()).isZero();
        return SymbolLookup.libraryLookup(library, arena);
    }

    private void export(long... elements) {
        try (LongVector vector = new LongVector(tracked)) {
            vector.appendRange(elements);
            LongArrowExchange.exportTo(vector, array, schema);
        }
    }

    private void refuses(String what, long field, long value, String message) {
        long before = array.get(WORD, field);
        array.set(WORD, field, value);
        assertThatThrownBy(() -> LongArrowExchange.importFrom(array, schema))
                .as(what)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        array.set(WORD, field, before);
    }

    private void releaseBoth() {
        ArrowStructs.release(array, ArrowStructs.ARRAY_RELEASE);
        ArrowStructs.release(schema, ArrowStructs.SCHEMA_RELEASE);
    }

    @Test
    void anExportToStructsThatCannotBeWrittenLeavesTheVectorAsItWas() {
        MemorySegment gone;
        try (Arena closed = Arena.ofConfined()) {
            gone = closed.allocate(80, 8);
        }
        try (Arena ours = Arena.ofConfined();
                TrackingResource resource = new TrackingResource(MemoryResource.system());
                LongVector vector = new LongVector(resource)) {
            vector.appendRange(new long[] {1, 2, 3});
            MemorySegment array = ours.allocate(80, 8);
            MemorySegment schema = ours.allocate(72, 8);
            for (MemorySegment unfit : List.of(array.asReadOnly(), gone)) {
                assertThatThrownBy(() -> LongArrowExchange.exportTo(vector, unfit, schema))
                        .isInstanceOfAny(
                                IllegalArgumentException.class, IllegalStateException.class);
                assertThatThrownBy(() -> LongArrowExchange.exportTo(vector, array, unfit))
                        .isInstanceOfAny(
                                IllegalArgumentException.class, IllegalStateException.class);
                assertThat(vector.toArray()).containsExactly(1, 2, 3);
            }
        }
    }
}
