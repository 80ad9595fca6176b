package dev.kanishk.agents.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CalculatorTest {
    @Test
    void calculates() {
        assertThat(Calculator.evaluate("1 + 2 * 3")).isEqualTo("7");
        assertThat(Calculator.evaluate("(1 + 2) * -3")).isEqualTo("-9");
        assertThat(Calculator.evaluate("7 / 2 - 0.5")).isEqualTo("3");
        assertThat(Calculator.evaluate("0.1 + 0.2")).isEqualTo("0.3");
        assertThat(Calculator.evaluate("8 - 4 - 2")).isEqualTo("2");
        assertThat(Calculator.evaluate("--1")).isEqualTo("1");
        assertThat(Calculator.evaluate("100 * 10")).isEqualTo("1000");
    }

    @Test
    void saysWhereAnExpressionIsWrong() {
        assertThatThrownBy(() -> Calculator.evaluate("1 + ")).hasMessageContaining("the end");
        assertThatThrownBy(() -> Calculator.evaluate("")).hasMessageContaining("the end");
        assertThatThrownBy(() -> Calculator.evaluate("1 2")).hasMessageContaining("'2'");
        assertThatThrownBy(() -> Calculator.evaluate("(1")).hasMessageContaining("the end");
        assertThatThrownBy(() -> Calculator.evaluate("1.2.3")).hasMessageContaining("character 1");
        assertThatThrownBy(() -> Calculator.evaluate("exec(1)")).hasMessageContaining("'e'");
        assertThatThrownBy(() -> Calculator.evaluate("1 / (2 - 2)"))
                .hasMessageContaining("division by zero");
        assertThatThrownBy(() -> Calculator.evaluate("(".repeat(500)))
                .hasMessageContaining("100 deep");
        assertThatThrownBy(() -> Calculator.evaluate("1".repeat(1_001)))
                .hasMessageContaining("1001 characters");
    }
}
