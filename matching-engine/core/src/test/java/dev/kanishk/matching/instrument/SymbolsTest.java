package dev.kanishk.matching.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolsTest {
    @Test
    void comeBackAsTheyWere() {
        for (String symbol : new String[] {"A", "ABCDEFGH", "ABCDEFGHIJKLMNOP", "é", "😀😀😀😀"}) {
            long high = Symbols.pack(symbol, 0);
            long low = Symbols.pack(symbol, 8);
            assertThat(Symbols.text(high, low)).isEqualTo(symbol);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "A\uDC00", "\uDC00\uD800", "B\uD83DB"})
    void refusesHalvesOfCharacters(String symbol) {
        assertThatThrownBy(() -> Symbols.pack(symbol, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half of a character");
        assertThatThrownBy(() -> Instrument.of(1, symbol))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
