package dev.kanishk.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A real Kafka, broker and controller in one process, that can be killed and started again. */
final class TestBroker implements AutoCloseable {
    /** Long enough for a busy machine: no test is about how fast an answer comes. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final long FORMAT_SECONDS = 60;

    private final Path folder;
    private final Path settings;
    private final int port;
    private @Nullable Process process;

    private TestBroker(Path folder, Path settings, int port) {
        this.folder = folder;
        this.settings = settings;
        this.port = port;
    }

    static TestBroker start(Path folder) throws IOException, InterruptedException {
        int port = freePort();
        int controller = freePort();
        Path settings = folder.resolve("server.properties");
        Files.writeString(
                settings,
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                auto.create.topics.enable=false
                """
                        .formatted(port, controller, folder.resolve("logs")));
        TestBroker broker = new TestBroker(folder, settings, port);
        Process format =
                broker.java(
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        Uuid.randomUuid().toString(),
                        "-c",
                        settings.toString());
        assertThat(format.waitFor(FORMAT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(format.exitValue()).as(broker.output()).isZero();
        broker.startAgain();
        return broker;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process running() {
        return Objects.requireNonNull(process);
    }

    private Process java(String main, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx384m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()))
                .start();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    KafkaLink link() {
        return KafkaLink.to(bootstrap());
    }

    /** A link whose consumers are missed soon when they are killed. */
    KafkaLink quickLink() {
        return new KafkaLink(
                bootstrap(), Map.of("session.timeout.ms", "3000", "heartbeat.interval.ms", "500"));
    }

    /** Starts it where it was killed, with what it had on its disk. */
    void startAgain() throws IOException {
        process = java("kafka.Kafka", settings.toString());
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(this::answers);
    }

    private boolean answers() throws IOException {
        assertThat(running().isAlive()).as(output()).isTrue();
        try (Admin admin = admin()) {
            return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
        } catch (Exception e) {
            return false;
        }
    }

    private Admin admin() {
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap(),
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000));
    }

    /** Ends it with SIGKILL. */
    void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    void topic(String name, int partitions, Map<String, String> settingsOfTopic)
            throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(settingsOfTopic);
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    void deleteTopic(String name) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(name)).all().get();
        }
    }

    /** The next offsets that a group asks for, together. */
    long committed(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(offset -> offset == null ? 0 : offset.offset())
                    .sum();
        }
    }

    /** How many members a group has. */
    int members(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .mapToInt(described -> described.members().size())
                    .sum();
        }
    }

    /** All records of a topic that there are by now, partition by partition. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> settingsOfReader = new HashMap<>();
        settingsOfReader.put("bootstrap.servers", bootstrap());
        settingsOfReader.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(
                        settingsOfReader,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    reader.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            await().atMost(PATIENCE)
                    .until(() -> {
                        reader.poll(Duration.ofMillis(200)).forEach(all::add);
                        return partitions.stream()
                                .allMatch(part ->
                                        reader.position(part) >= ends.getOrDefault(part, 0L));
                    });
            return all;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
