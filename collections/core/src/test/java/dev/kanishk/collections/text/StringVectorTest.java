package dev.kanishk.collections.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.collections.memory.LimitedResource;
import dev.kanishk.collections.memory.MemoryResource;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StringVectorTest {
    @Test
    void allocatesNothingBeforeTheFirstString() {
        LimitedResource resource = new LimitedResource(MemoryResource.system(), 0);
        try (StringVector vector = new StringVector(resource);
                StringVector copy = vector.copy()) {
            assertThat(copy.isEmpty()).isTrue();
            assertThat(vector.capacity()).isZero();
        }
    }

    @Test
    void keepsShortStringsInTheirSlots() {
        try (StringVector vector = StringVector.of("", "a", "twelve bytes", "élégance")) {
            assertThat(vector.textCapacityBytes()).isZero();
            vector.pushBack("thirteen byte");
            assertThat(vector.textCapacityBytes()).isPositive();
            assertThat(vector)
                    .containsExactly("", "a", "twelve bytes", "élégance", "thirteen byte");
        }
    }

    @Test
    void refusesHalfOfASurrogatePairAndStaysAsItWas() {
        try (StringVector vector = StringVector.of("kept")) {
            for (String broken : List.of("a\uD800", "\uDC00", "\uD800\uD800", "\uDC00\uD800")) {
                assertThatThrownBy(() -> vector.pushBack(broken))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("unpaired surrogate U+D");
                assertThatThrownBy(() -> vector.append(List.of("one", broken)))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> StringVector.of("one", broken))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(vector).containsExactly("kept");
            vector.pushBack("\uD83D\uDE00");
            assertThat(vector.back()).isEqualTo("\uD83D\uDE00");
        }
    }

    @Property(tries = 5000)
    void takesBytesThatTheJdkDecodesAndNoOthers(@ForAll @Size(max = 6) byte[] bytes) {
        try (StringVector vector = new StringVector()) {
            try {
                String text =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString();
                vector.pushBack(bytes, 0, bytes.length);
                assertThat(vector.get(0)).isEqualTo(text);
            } catch (CharacterCodingException e) {
                assertThatThrownBy(() -> vector.pushBack(bytes, 0, bytes.length))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("not UTF-8 at byte ");
                assertThat(vector.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void takesEveryTwoByteAndThreeByteStartThatTheJdkTakes() {
        byte[] bytes = new byte[4];
        try (StringVector vector = new StringVector()) {
            for (int first = 0x80; first <= 0xFF; first++) {
                for (int second = 0; second <= 0xFF; second++) {
                    for (int length = 2; length <= 4; length++) {
                        Arrays.fill(bytes, (byte) 0x80);
                        bytes[0] = (byte) first;
                        bytes[1] = (byte) second;
                        assertThat(takes(vector, bytes, length))
                                .as("%x %x, %d bytes", first, second, length)
                                .isEqualTo(decodes(bytes, length));
                    }
                }
            }
        }
    }

    private static boolean takes(StringVector vector, byte[] bytes, int length) {
        try {
            vector.pushBack(bytes, 0, length);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean decodes(byte[] bytes, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void ordersByCodePointsAndShorterFirst() {
        String[] ordered = {
            "",
            "\0",
            "\0\0",
            "a",
            "a\0",
            "aaaa",
            "aaaa\0",
            "aaaaaaaaaaaa",
            "aaaaaaaaaaaa\0",
            "aaaaaaaaaaaaa",
            "aaaab",
            "\u007F",
            "\u0080",
            "\u07FF",
            "\u0800",
            "\uFFFD",
            "\uD83D\uDE00"
        };
        try (StringVector vector = new StringVector()) {
            vector.append(Arrays.asList(ordered).reversed());
            vector.sort();
            assertThat(vector).containsExactly(ordered);
            for (int i = 0; i < ordered.length; i++) {
                assertThat(vector.lowerBound(ordered[i])).isEqualTo(i);
                assertThat(vector.upperBound(ordered[i])).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void rewritesItsTextsInsteadOfGrowingForever() {
        try (StringVector vector = new StringVector()) {
            String text = "x".repeat(100);
            for (int i = 0; i < 16; i++) {
                vector.pushBack(text);
            }
            for (int i = 0; i < 100_000; i++) {
                vector.set(i % 16, text);
            }
            assertThat(vector.textCapacityBytes()).isLessThan(16 * 100 * 5);
            vector.shrinkToFit();
            assertThat(vector.textCapacityBytes()).isEqualTo(1600);
            vector.erase(0, 16);
            vector.shrinkToFit();
            assertThat(vector.textCapacityBytes()).isZero();
        }
    }

    @Test
    void sortsManyStrings() {
        try (StringVector vector = new StringVector()) {
            for (int i = 0; i < 20_000; i++) {
                vector.pushBack("key-" + (i * 7919L % 20_000));
            }
            List<String> expected = vector.stream().sorted().toList();
            vector.sort();
            assertThat(vector.stream().toList()).isEqualTo(expected);
        }
    }

    @Test
    void copiesBytesWithoutAString() {
        try (StringVector vector = StringVector.of("short", "longer than a slot")) {
            byte[] target = new byte[24];
            assertThat(vector.getBytes(0, target, 1)).isEqualTo(5);
            assertThat(vector.getBytes(1, target, 6)).isEqualTo(18);
            assertThat(new String(target, 1, 23, StandardCharsets.UTF_8))
                    .isEqualTo("shortlonger than a slot");
            assertThatThrownBy(() -> vector.getBytes(1, target, 7))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void namesIndexAndSizeOfAWrongAccess() {
        try (StringVector vector = StringVector.of("a")) {
            assertThatThrownBy(() -> vector.get(1)).hasMessage("index 1, size 1");
            assertThatThrownBy(() -> vector.insert(2, "b"))
                    .hasMessage("index 2 to insert at, size 1");
            assertThatThrownBy(() -> vector.erase(1, 0)).hasMessage("from 1 to 0, size 1");
            assertThatThrownBy(() -> vector.resize(-1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> vector.pushBack(new byte[1], 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void refusesEveryUseAfterClose() {
        StringVector vector = StringVector.of("a", "long enough for the block");
        vector.close();
        vector.close();

        Stream.<Runnable>of(
                        () -> vector.pushBack("a"),
                        () -> vector.insert(0, "a"),
                        () -> vector.get(0),
                        () -> vector.compare(0, 0),
                        () -> vector.indexOf("a"),
                        vector::popBack,
                        vector::sort,
                        vector::clear,
                        vector::copy,
                        vector::move,
                        vector::shrinkToFit,
                        vector::stream)
                .forEach(use ->
                        assertThatThrownBy(use::run)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("the StringVector is closed"));
    }

    @Test
    void movesAndSwaps() {
        try (StringVector a = StringVector.of("a longer one than fits");
                StringVector b = StringVector.of("b")) {
            a.swap(b);
            assertThat(a).containsExactly("b");
            try (StringVector moved = b.move()) {
                assertThat(moved).containsExactly("a longer one than fits");
                assertThat(b.isEmpty()).isTrue();
                b.assign(moved);
                assertThat(b).isEqualTo(moved).hasSameHashCodeAs(moved);
            }
        }
    }
}
