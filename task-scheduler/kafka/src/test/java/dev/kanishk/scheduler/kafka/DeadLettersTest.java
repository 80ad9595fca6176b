package dev.kanishk.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final int LETTERS = 100;

    /** A port that nobody listens at. */
    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void waitsOnceForKafkaAndNotForEachLetter() throws IOException {
        KafkaLink link = new KafkaLink("127.0.0.1:" + closedPort(), Map.of("max.block.ms", "1000"));
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("jobs", 0, 0, new byte[0], new byte[0]);
        List<Incoming> refused =
                Collections.nCopies(LETTERS, new Incoming(record, null, "is no job"));

        try (DeadLetters letters = new DeadLetters(link, IntakeOptions.of("jobs"))) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> letters.write(refused))
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("take nothing");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(LETTERS / 2));
        }
    }
}
