package dev.kanishk.collections.similarity;

import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/** Makes the kernels of the Vector API; loaded by name, where the incubating module is. */
final class VectorApiProvider implements Supplier<@Nullable Kernels> {
    VectorApiProvider() {}

    /**
     * Returns the kernels; null where plain loops win. Registers of 128 bits are the rule on ARM;
     * on x86 they mean a processor without AVX2, hence without fused multiply-add, which the JDK
     * then computes by big decimals.
     */
    @Override
    public @Nullable Kernels get() {
        int vectorBits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        boolean ofArm = System.getProperty("os.arch", "").equals("aarch64");
        boolean fast = vectorBits >= (ofArm ? 128 : 256);
        return fast
                ? new Kernels(
                        KernelProvider.VECTOR_API,
                        new VectorApiFloatKernels(),
                        new VectorApiByteKernels())
                : null;
    }
}
