package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.EngineEvent;
import dev.kanishk.matching.event.RecordListener;
import dev.kanishk.matching.instrument.Instrument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows as the first steps, run as it stands there. */
class FirstStepsTest {
    @TempDir private Path temporary = Path.of("");

    private static void firstSteps(Path folder, Consumer<EngineEvent> listener) throws IOException {
        // first steps
        try (MatchingEngine engine =
                MatchingEngine.builder()
                        .journal(folder)
                        .instrument(Instrument.of(1, "AAPL"))
                        .listener(shard -> new RecordListener(listener))
                        .start()) {
            engine.orders().limit(1, 1001, Side.SELL, 19_950, 100, TimeInForce.GTC);
            engine.orders().limit(1, 1002, Side.BUY, 19_950, 40, TimeInForce.IOC);
        }
        // end
    }

    @Test
    void tradeAndAreTold() throws IOException {
        List<EngineEvent> told = new CopyOnWriteArrayList<>();

        firstSteps(temporary, told::add);

        assertThat(told)
                .filteredOn(EngineEvent.Traded.class::isInstance)
                .singleElement()
                .asString()
                .contains("AAPL", "19950", "40");
    }

    @Test
    void standInReadme() throws IOException {
        Path root = Path.of("../..");
        String source =
                Files.readString(
                        Path.of("src/test/java/dev/kanishk/matching/engine/FirstStepsTest.java"));
        String code = source.substring(source.indexOf("// first steps\n") + 15);
        String steps =
                code.substring(0, code.indexOf("        // end")).stripTrailing().stripIndent();

        assertThat(Files.readString(root.resolve("README.md")).replace("\n    ", "\n"))
                .contains(steps.strip());
    }
}
