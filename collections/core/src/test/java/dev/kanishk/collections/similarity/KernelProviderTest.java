package dev.kanishk.collections.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Runs once without the incubating module and once with it; the build says which is which. */
class KernelProviderTest {
    @Test
    void usesTheVectorApiWhereTheJvmHasIt() {
        String expected = System.getProperty("expected.kernels", "SCALAR");

        assertThat(KernelProvider.current()).hasToString(expected);
        assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent())
                .isEqualTo(expected.equals("VECTOR_API"));
    }

    @Test
    void avoidsTheVectorApiWhereNothingCompilesIt() {
        assertThat(Kernels.isOptimised("mixed mode, sharing")).isTrue();
        assertThat(Kernels.isOptimised("interpreted mode, sharing")).isFalse();
        assertThat(Kernels.isOptimised("mixed mode, emulated-client, sharing")).isFalse();
    }
}
