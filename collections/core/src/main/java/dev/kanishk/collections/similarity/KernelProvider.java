package dev.kanishk.collections.similarity;

/**
 * The code that computes similarities and the vectors' reductions, chosen once when it is first
 * needed.
 *
 * <p>A JVM that was started with {@code --add-modules jdk.incubator.vector} uses the Vector API,
 * unless that would be slower than plain code: without the optimising compiler, or on an x86
 * processor without AVX2. Every other JVM uses the scalar code. Nothing is logged.
 *
 * <p>The reductions of {@code dev.kanishk.collections.vector} ask for registers of 256 bits on
 * every processor, and are scalar with narrower ones.
 */
public enum KernelProvider {
    /** Plain Java, which needs nothing. */
    SCALAR,
    /** The JDK's Vector API, on registers as wide as the processor's. */
    VECTOR_API;

    /** {@return the provider that this JVM uses} */
    public static KernelProvider current() {
        return Kernels.SELECTED.provider();
    }
}
