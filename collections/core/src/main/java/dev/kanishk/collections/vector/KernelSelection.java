package dev.kanishk.collections.vector;

import dev.kanishk.collections.similarity.KernelProvider;

/**
 * Picks the kernels of the Vector API where {@link KernelProvider} says that the JVM has it.
 *
 * <p>Their classes are named in strings alone: a JVM without the incubating module never loads
 * them.
 */
final class KernelSelection {
    /** Ranges of fewer bytes are left to plain loops. */
    static final long MANY_BYTES = 256;

    private KernelSelection() {}

    /**
     * Returns kernels made by the constructor without parameters of a class of this package, which
     * throws if the processor's vectors are too narrow; the scalar ones then, or where the Vector
     * API isn't.
     */
    static <K> K select(Class<K> type, String className, K scalar) {
        if (KernelProvider.current() != KernelProvider.VECTOR_API) {
            return scalar;
        }
        try {
            return type.cast(
                    Class.forName(type.getPackageName() + "." + className)
                            .getDeclaredConstructor()
                            .newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            return scalar;
        }
    }
}
