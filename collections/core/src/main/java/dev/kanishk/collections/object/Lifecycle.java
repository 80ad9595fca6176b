package dev.kanishk.collections.object;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * How elements of one class are copied, moved and destroyed: C++'s rule of five, for those who own
 * something. Construction is left to whoever calls {@link ObjectVector#emplaceBack}.
 *
 * @param <T> the elements' class
 */
public interface Lifecycle<T> {
    /**
     * Makes a second element with the value of a first.
     *
     * @param element the first, which stays as it is
     * @return the second, which owns what it has by itself
     * @throws UnsupportedOperationException if {@link #isCopyable} says no
     */
    T copy(T element);

    /**
     * Makes a second element that takes over what a first owns. The first is then empty, and still
     * to be destroyed. If it throws, the first is as it was. Called only where {@link #relocation}
     * isn't {@link Relocation#BY_REFERENCE}.
     *
     * @param element the first
     * @return the second
     */
    default T move(T element) {
        return element;
    }

    /**
     * Ends an element's life: gives back what it owns. It must not throw; if it does, the operation
     * that called it is finished first, and throws that afterwards.
     *
     * @param element the element; nobody uses it from now on
     */
    void destroy(T element);

    /**
     * Returns what it takes to bring an element to another place.
     *
     * @return always the same
     */
    default Relocation relocation() {
        return Relocation.BY_REFERENCE;
    }

    /**
     * Returns whether elements can be copied.
     *
     * @return always the same
     */
    default boolean isCopyable() {
        return true;
    }

    /**
     * Returns the lifecycle of elements that are moved by reference.
     *
     * @param <T> the elements' class
     * @param copy makes a second element
     * @param destroy ends an element's life
     * @return the lifecycle
     */
    static <T> Lifecycle<T> of(UnaryOperator<T> copy, Consumer<? super T> destroy) {
        return new Lifecycle<>() {
            @Override
            public T copy(T element) {
                return copy.apply(element);
            }

            @Override
            public void destroy(T element) {
                destroy.accept(element);
            }
        };
    }

    /**
     * Returns the lifecycle of elements that cannot be copied, such as files and connections.
     *
     * @param <T> the elements' class
     * @param destroy ends an element's life
     * @return the lifecycle
     */
    static <T> Lifecycle<T> moveOnly(Consumer<? super T> destroy) {
        return new Lifecycle<>() {
            @Override
            public T copy(T element) {
                throw new UnsupportedOperationException("cannot be copied: " + element);
            }

            @Override
            public boolean isCopyable() {
                return false;
            }

            @Override
            public void destroy(T element) {
                destroy.accept(element);
            }
        };
    }
}
