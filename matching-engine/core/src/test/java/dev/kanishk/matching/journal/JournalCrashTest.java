package dev.kanishk.matching.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalCrashTest {
    private static final JournalSettings FORCED =
            JournalSettings.DEFAULT
                    .withSegmentBytes(8192)
                    .withBatchBytesMax(3000)
                    .withSync(SyncMode.INLINE);
    private static final JournalSettings WINDOWED =
            FORCED.withDurability(Durability.window(40, Duration.ofDays(1)));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void survivesTheLossOfPowerAtEveryOperation(boolean windowed) throws IOException {
        JournalSettings settings = windowed ? WINDOWED : FORCED;
        for (long seed = 0; seed < 12; seed++) {
            int operation = 0;
            while (runAndLosePower(settings, seed, operation)) {
                operation++;
            }
            assertThat(operation).isGreaterThan(40);
        }
    }

    /** Returns whether power was lost, and not the end reached before. */
    private static boolean runAndLosePower(JournalSettings settings, long seed, int operation)
            throws IOException {
        JournalModel model =
                new JournalModel(new SimulatedDisk(seed * 1_000 + operation), settings);
        model.disk.failAt(operation, SimulatedDisk.Fault.POWER);
        boolean lost = false;
        try {
            for (int opening = 0; opening < 3; opening++) {
                model.open();
                for (int i = 0; i < 70; i++) {
                    model.append();
                    if ((i + seed) % 9 == 0) {
                        model.flush();
                    }
                }
                model.close();
            }
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining("power was lost");
            lost = true;
        }
        try {
            model.crash(true);
            model.open();
            model.append();
            model.close();
            model.open();
            model.close();
        } catch (IOException e) {
            throw new AssertionError("seed " + seed + ", operation " + operation, e);
        }
        return lost;
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void keepsWhatItPromisedWhateverFails(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        JournalSettings settings = random.nextInt(3) == 0 ? WINDOWED : FORCED;
        settings = settings.withSegmentBytes(4096 << random.nextInt(4));
        JournalModel model = new JournalModel(new SimulatedDisk(seed), settings);
        for (int crash = 0; crash < 8; crash++) {
            model.disk.writeShort(random.nextInt(3) == 0);
            SimulatedDisk.Fault fault =
                    List.of(SimulatedDisk.Fault.values()).get(random.nextInt(4));
            model.disk.failAt(random.nextInt(60), fault);
            try {
                for (int i = random.nextInt(40); i >= 0; i--) {
                    model.doAnything(random);
                }
            } catch (IOException e) {
                assertThat(e).isNotInstanceOf(JournalDamagedException.class);
            }
            model.crash(random.nextBoolean());
            if (random.nextInt(4) == 0) {
                model.settings = settings.withBatchBytesMax(1024 + random.nextInt(4096));
            }
        }
        model.open();
        model.close();
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void neverGoesOnAfterAFailure(SyncMode mode) throws IOException {
        for (String operation : new String[] {"write", "force"}) {
            JournalModel model = new JournalModel(new SimulatedDisk(7), FORCED.withSync(mode));
            model.open();
            model.append();
            model.sync();
            model.append();
            model.disk.failAlways(operation);
            assertFails(model::sync, operation);
            model.disk.failAlways("");
            assertFails(model::append, operation);
            assertFails(model::flush, operation);
            assertFails(model::sync, operation);
            assertThat(model.journal().durableSequence()).isEqualTo(1);
            model.close();
            model.open();
            model.crash(true);
            model.open();
            model.close();
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertFails(Action action, String operation) {
        assertThatThrownBy(action::run)
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("failed to " + operation + " 0000000001.journal")
                .hasMessageContaining("Input/output error")
                .hasMessageContaining("all up to sequence 1 is durable")
                .hasMessageContaining("recover the journal into a new process");
    }
}
