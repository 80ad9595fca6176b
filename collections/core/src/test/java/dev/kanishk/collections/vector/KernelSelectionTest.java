package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Runs once without the incubating module and once with it; the build says which is which. */
class KernelSelectionTest {
    @Test
    void usesTheVectorApiForAllKindsWhereTheJvmHasIt() {
        String kernels =
                System.getProperty("expected.kernels", "SCALAR").equals("VECTOR_API")
                        ? "VectorApiKernels"
                        : "ScalarKernels";

        assertUses(ByteReductions.SELECTED, "Byte" + kernels);
        assertUses(ShortReductions.SELECTED, "Short" + kernels);
        assertUses(CharReductions.SELECTED, "Char" + kernels);
        assertUses(IntReductions.SELECTED, "Int" + kernels);
        assertUses(LongReductions.SELECTED, "Long" + kernels);
        assertUses(FloatReductions.SELECTED, "Float" + kernels);
        assertUses(DoubleReductions.SELECTED, "Double" + kernels);
    }

    private static void assertUses(Object selected, String className) {
        assertThat(selected.getClass().getSimpleName()).isEqualTo(className);
    }
}
