package dev.kanishk.matching.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A journal on a simulated disk beside what it must and what it may hold: all that ever counted as
 * durable, or was recovered, and at most all that was appended. Every record appended has a content
 * of its own, so one that was cut and is met again is noticed.
 */
final class JournalModel {
    private static final Path FOLDER = Path.of("journal");

    final SimulatedDisk disk;
    JournalSettings settings;
    private final List<Long> values = new ArrayList<>();
    private long nextValue = 1;
    private int must;
    private int mustAfterPowerLoss;
    private @Nullable RecordJournal journal;

    JournalModel(SimulatedDisk disk, JournalSettings settings) {
        this.disk = disk;
        this.settings = settings;
    }

    RecordJournal journal() {
        RecordJournal open = journal;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    boolean isOpen() {
        return journal != null;
    }

    int appended() {
        return values.size();
    }

    /** Opens the journal, and checks what it gives back. */
    void open() throws IOException {
        int[] count = {0};
        RecordJournal opened =
                new JournalOpener(disk, FOLDER, settings, Runnable::run)
                        .open(
                                1,
                                (type, sequence, bytes, offset, length) -> {
                                    count[0]++;
                                    assertThat(sequence).isEqualTo(count[0]);
                                    assertThat(values).hasSizeGreaterThanOrEqualTo(count[0]);
                                    new Records(values.get(count[0] - 1))
                                            .accept(
                                                    type,
                                                    values.get(count[0] - 1),
                                                    bytes,
                                                    offset,
                                                    length);
                                });
        journal = opened;
        assertThat(count[0]).isGreaterThanOrEqualTo(must);
        values.subList(count[0], values.size()).clear();
        assertThat(opened.durableSequence()).isEqualTo(count[0]);
        must = count[0];
        mustAfterPowerLoss = count[0];
    }

    void append() throws IOException {
        long value = nextValue++;
        values.add(value);
        long sequence;
        try {
            sequence = Records.append(journal(), value);
        } catch (JournalFailedException e) {
            values.removeLast();
            throw e;
        } finally {
            look();
        }
        assertThat(sequence).isEqualTo(values.size());
    }

    void flush() throws IOException {
        try {
            journal().flush();
        } finally {
            look();
        }
    }

    void sync() throws IOException {
        try {
            journal().sync();
            assertThat(journal().forcedSequence()).isEqualTo(values.size());
        } finally {
            look();
        }
    }

    void close() throws IOException {
        RecordJournal closing = journal();
        try {
            closing.close();
        } finally {
            look();
            journal = null;
        }
    }

    private void look() {
        long durable = journal().durableSequence();
        long forced = journal().forcedSequence();
        assertThat(durable).isBetween((long) must, (long) values.size());
        assertThat(durable - forced).isBetween(0L, settings.durability().lossRecordsMax());
        must = (int) durable;
        mustAfterPowerLoss = (int) forced;
    }

    /** Ends the process, with or without the loss of power. */
    void crash(boolean power) {
        RecordJournal left = journal;
        if (left != null) {
            must = (int) Math.max(must, left.durableSequence());
            mustAfterPowerLoss = (int) Math.max(mustAfterPowerLoss, left.forcedSequence());
        }
        disk.restart(power);
        if (left != null) {
            try {
                left.close();
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining("power was lost");
            }
        }
        journal = null;
        if (power) {
            must = mustAfterPowerLoss;
        }
    }

    /** Does something that a writer does. */
    void doAnything(Random random) throws IOException {
        if (!isOpen()) {
            open();
        }
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> flush();
            case 3 -> sync();
            case 4 -> {
                if (random.nextInt(6) == 0) {
                    close();
                }
            }
            default -> {
                for (int i = random.nextInt(12); i >= 0; i--) {
                    append();
                }
            }
        }
    }
}
