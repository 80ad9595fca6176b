package dev.kanishk.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void namesDeadLettersAfterTheTopic() {
        assertThat(IntakeOptions.of("jobs").deadLetters()).isEqualTo("jobs.dead");
    }

    @Test
    void refusesWhatKafkaWould() {
        for (String topic : new String[] {"", "a b", "..", "x".repeat(250)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IntakeOptions.of("jobs").withDeadLetters(topic))
                    .withMessageContaining("deadLetters '" + topic + "' is not allowed");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IntakeOptions.of("jobs").withDeadLetters("jobs"))
                .withMessageContaining("use another than the topic");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IntakeOptions.of("jobs").withMaxBatch(10_001))
                .withMessageContaining("use 1 to 10000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IntakeOptions.of("jobs").withGroup(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> KafkaLink.to(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangesOptions.of("a/b"))
                .withMessageStartingWith("topic 'a/b' is not allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangesOptions.of("changes").withKept(0))
                .withMessageContaining("use 1 to 1000000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangesOptions.of("changes").withMaxBatch(0))
                .withMessageContaining("use 1 to 10000");
    }

    @Test
    void refusesPropertiesThatItsPromisesRestOn() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new KafkaLink("h:1", Map.of("acks", "1", "enable.auto.commit", "1")))
                .withMessage(
                        "properties [acks, enable.auto.commit] are not allowed: the bridge sets"
                                + " them itself");
    }
}
