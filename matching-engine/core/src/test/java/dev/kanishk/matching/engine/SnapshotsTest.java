package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.JournalInspection;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.orderbook.BookHash;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SnapshotsTest {
    private static final int INSTRUMENTS = 3;
    private static final long SEED = 99;

    @TempDir Path folder;

    private final RandomFlow flow = new RandomFlow(SEED, INSTRUMENTS);
    private final Command command = new Command();

    private MatchingEngineBuilder builder() {
        MatchingEngineBuilder builder =
                MatchingEngine.builder()
                        .journal(folder)
                        .journalSettings(
                                JournalSettings.DEFAULT
                                        .withSegmentBytes(1 << 16)
                                        .withBatchBytesMax(1 << 13))
                        .timesGiven();
        for (int i = 0; i < INSTRUMENTS; i++) {
            builder.instrument(Instrument.of(i, "I" + i));
        }
        return builder;
    }

    private void submit(MatchingEngine engine, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            flow.next(command);
            assertThat(engine.submit(command, Long.MAX_VALUE)).isTrue();
        }
    }

    /** The state after so many commands, by books alone. */
    private static BookHash after(long sequence) {
        RandomFlow same = new RandomFlow(SEED, INSTRUMENTS);
        Command next = new Command();
        OrderBooks books = new OrderBooks(BookSettings.DEFAULT, new BookListener() {});
        for (int i = 0; i < sequence; i++) {
            if (i < INSTRUMENTS) {
                books.apply(MatchingEngine.adding(Instrument.of(i, "I" + i)));
            } else {
                same.next(next);
                books.apply(next);
            }
        }
        return books.hash();
    }

    private List<Path> snapshotFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("shard-0001"))) {
            return files.filter(file -> file.toString().contains("snapshot")).sorted().toList();
        }
    }

    @Test
    void areTakenWhileTheShardGoesOnAndRecoveredFrom() throws Exception {
        long events;
        long last;
        int deleted = 0;
        try (MatchingEngine engine = builder().start()) {
            for (int round = 0; round < 4; round++) {
                submit(engine, 2_000);
                Await.until(() -> engine.metrics(0).toldSequence() > 500);
                var pending = engine.snapshot(0);
                submit(engine, 500);
                SnapshotReport report = pending.get();
                assertThat(report.hash()).isEqualTo(after(report.sequence()));
                deleted += report.segmentsDeleted();
            }
            last = engine.position(0).get().sequence();
            events = engine.metrics(0).events();
            assertThat(deleted).isPositive();
        }
        JournalInspection journal = JournalInspection.of(folder.resolve("shard-0001"));
        assertThat(journal.firstSequence()).isGreaterThan(1);
        try (MatchingEngine engine = builder().start()) {
            RecoveryReport report = engine.recovery().getFirst();
            assertThat(report.snapshotSequence()).isPositive();
            assertThat(report.commands()).isEqualTo(last - report.snapshotSequence());
            assertThat(report.hash()).isEqualTo(after(last));
            assertThat(report.damagedSnapshots()).isEmpty();
            submit(engine, 100);
            assertThat(engine.position(0).get().hash()).isEqualTo(after(last + 100));
            assertThat(engine.metrics(0).events()).isGreaterThan(events);
        }
    }

    @Test
    void fallBackToTheOneBefore() throws Exception {
        long last;
        try (MatchingEngine engine = builder().start()) {
            for (int round = 0; round < 3; round++) {
                submit(engine, 1_000);
                long told = 1_000L * (round + 1);
                Await.until(() -> engine.metrics(0).toldSequence() >= told);
                engine.snapshot(0).get();
            }
            last = engine.position(0).get().sequence();
        }
        Path newest = snapshotFiles().getLast();
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);
        try (MatchingEngine engine = builder().start()) {
            RecoveryReport report = engine.recovery().getFirst();
            assertThat(report.damagedSnapshots()).hasSize(1);
            assertThat(report.commands()).isPositive();
            assertThat(report.hash()).isEqualTo(after(last));
        }
    }

    @Test
    void areTakenWhenTheyAreDue() throws Exception {
        try (MatchingEngine engine = builder().snapshotEvery(1_000).start()) {
            for (int round = 1; round < 5; round++) {
                submit(engine, 1_100);
                int least = Math.min(round, 2);
                Await.until(() -> {
                    try {
                        return snapshotFiles().size() >= least;
                    } catch (IOException e) {
                        return false;
                    }
                });
            }
        }
        assertThat(snapshotFiles().size()).isBetween(1, 3);
        try (MatchingEngine engine = builder().start()) {
            RecoveryReport report = engine.recovery().getFirst();
            assertThat(report.snapshotSequence()).isPositive();
            assertThat(report.hash()).isEqualTo(after(report.lastSequence()));
        }
    }

    @Test
    void needAJournal() throws Exception {
        try (MatchingEngine engine = MatchingEngine.builder().start()) {
            assertThatThrownBy(() -> engine.snapshot(0).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("start it with journal(folder)");
        }
    }
}
