package dev.kanishk.collections.object;

/** What it takes to bring an element to another place in its vector. */
public enum Relocation {
    /** Nothing: the reference is moved, and the element isn't told. What C++ calls trivial. */
    BY_REFERENCE,

    /** A call of {@link Lifecycle#move}, which never throws: {@code noexcept}. */
    MOVE,

    /**
     * A call of {@link Lifecycle#move}, which may throw. Where that would lose the strong
     * guarantee, elements are copied instead if they can be: {@code std::move_if_noexcept}.
     */
    MOVE_MAY_THROW
}
