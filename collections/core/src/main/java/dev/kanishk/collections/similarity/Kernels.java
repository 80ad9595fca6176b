package dev.kanishk.collections.similarity;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A provider with its kernels, and the choice of the one in use.
 *
 * <p>The classes that use the Vector API are named in a string alone: a JVM without the incubating
 * module never loads them, so it neither fails nor warns.
 *
 * @param provider which one it is
 * @param floats the kernels of single precision
 * @param bytes the kernels of signed 8-bit integers
 */
record Kernels(KernelProvider provider, FloatKernels floats, ByteKernels bytes) {
    static final Kernels SCALAR =
            new Kernels(KernelProvider.SCALAR, new ScalarFloatKernels(), new ScalarByteKernels());

    /** What this JVM uses. */
    static final Kernels SELECTED = vectorApi().orElse(SCALAR);

    /** Returns the kernels of the Vector API; empty where it is absent or would be slow. */
    static Optional<Kernels> vectorApi() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()
                || !isOptimised(System.getProperty("java.vm.info", ""))) {
            return Optional.empty();
        }
        try {
            Object provider =
                    Class.forName("dev.kanishk.collections.similarity.VectorApiProvider")
                            .getDeclaredConstructor()
                            .newInstance();
            return provider instanceof Supplier<?> supplier
                            && supplier.get() instanceof Kernels kernels
                    ? Optional.of(kernels)
                    : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether the optimising compiler runs. Only it turns the Vector API into vector
     * instructions; everywhere else each operation is an object.
     *
     * @param virtualMachine the JVM's own words, such as {@code mixed mode, sharing}
     */
    static boolean isOptimised(String virtualMachine) {
        String mode = virtualMachine.toLowerCase(Locale.ROOT);
        return !mode.contains("interpreted") && !mode.contains("emulated-client");
    }
}
