package dev.kanishk.collections.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ObjectVectorTest {
    private final List<String> destroyed = new ArrayList<>();
    private final Lifecycle<String> logged = Lifecycle.of(s -> s + "'", destroyed::add);

    @Test
    void destroysLastToFirstOnClose() {
        ObjectVector<String> vector = new ObjectVector<>(logged);
        vector.pushBack("a");
        vector.pushBack("b");
        vector.close();
        vector.close();
        assertThat(destroyed).containsExactly("b", "a");
    }

    @Test
    void handsAReleasedElementOverUndestroyed() {
        try (ObjectVector<String> vector = new ObjectVector<>(logged)) {
            vector.pushBack("a");
            vector.pushBack("b");
            assertThat(vector.release(0)).isEqualTo("a");
            assertThat(vector).containsExactly("b");
        }
        assertThat(destroyed).containsExactly("b");
    }

    @Test
    void destroysWhatIsOverwrittenButNotIfItIsTheSame() {
        try (ObjectVector<String> vector = new ObjectVector<>(logged)) {
            vector.pushBack("a");
            vector.set(0, vector.get(0));
            assertThat(destroyed).isEmpty();
            vector.set(0, "b");
            assertThat(destroyed).containsExactly("a");
        }
    }

    @Test
    void finishesItsWorkIfADestructionThrows() {
        Lifecycle<String> failing =
                Lifecycle.of(
                        s -> s,
                        s -> {
                            destroyed.add(s);
                            throw new IllegalStateException(s);
                        });
        ObjectVector<String> vector = new ObjectVector<>(failing);
        vector.pushBack("a");
        vector.pushBack("b");
        vector.pushBack("c");
        assertThatThrownBy(() -> vector.erase(0, 2))
                .hasMessage("b")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(vector).containsExactly("c");
        assertThatThrownBy(vector::close).hasMessage("c");
        vector.close();
        assertThat(destroyed).containsExactly("b", "a", "c");
    }

    @Test
    void refusesToCopyWhatOnlyMoves() {
        try (ObjectVector<String> vector = new ObjectVector<>(Lifecycle.moveOnly(s -> {}))) {
            for (int i = 0; i < 100; i++) {
                vector.pushBack("" + i);
            }
            assertThatThrownBy(vector::copy)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("cannot be copied: 0");
            assertThatThrownBy(() -> vector.pushBackCopy("x"))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(vector.size()).isEqualTo(100);
        }
    }

    @Test
    void namesIndexAndSizeOfAWrongAccess() {
        try (ObjectVector<String> vector = new ObjectVector<>(logged)) {
            vector.pushBack("a");
            assertThatThrownBy(() -> vector.at(1)).hasMessage("index 1, size 1");
            assertThatThrownBy(() -> vector.insert(2, "b"))
                    .hasMessage("index 2 to insert at, size 1");
            assertThatThrownBy(() -> vector.erase(1, 2)).hasMessage("from 1 to 2, size 1");
            assertThatThrownBy(() -> vector.reserve(Integer.MAX_VALUE))
                    .hasMessageContaining("MAX_SIZE");
            assertThatThrownBy(() -> vector.resize(-1, () -> "x"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesEveryUseAfterClose() {
        ObjectVector<String> vector = new ObjectVector<>(logged);
        vector.pushBack("a");
        vector.close();
        Stream.<Runnable>of(
                        () -> vector.pushBack("a"),
                        () -> vector.emplaceBack(() -> "b"),
                        () -> vector.get(0),
                        () -> vector.assign(1, "a"),
                        () -> vector.sort(Comparator.naturalOrder()),
                        vector::clear,
                        vector::popBack,
                        vector::copy,
                        vector::move,
                        vector::stream,
                        vector::shrinkToFit)
                .forEach(use ->
                        assertThatThrownBy(use::run)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("the ObjectVector is closed"));
    }

    @Test
    void aFailureWhileAnElementIsDestroyedComesWithTheOneThatCausedIt() {
        Lifecycle<String> lifecycle =
                new Lifecycle<>() {
                    @Override
                    public String copy(String element) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public String move(String element) {
                        throw new IllegalStateException("move of " + element);
                    }

                    @Override
                    public void destroy(String element) {
                        if (element.equals("bad")) {
                            throw new IllegalArgumentException("destroy");
                        }
                    }

                    @Override
                    public Relocation relocation() {
                        return Relocation.MOVE_MAY_THROW;
                    }

                    @Override
                    public boolean isCopyable() {
                        return false;
                    }
                };
        try (ObjectVector<String> vector = new ObjectVector<>(lifecycle)) {
            vector.pushBack("good");
            assertThatThrownBy(() -> vector.emplace(0, () -> "bad"))
                    .hasMessage("move of good")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            assertThatThrownBy(() -> vector.resize(20, () -> "bad"))
                    .hasMessage("move of good")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            vector.pushBack("fine");
            assertThat(vector.size()).isEqualTo(2);
        }
    }
}
