package dev.kanishk.scheduler.kafka;

import dev.kanishk.scheduler.store.JobStore;
import java.util.regex.Pattern;

/**
 * What jobs are taken from, and how.
 *
 * @param topic where jobs come from
 * @param deadLetters the topic to which records go that are no jobs, with the reason
 * @param group the consumer group: the bridges of a group share the topic's partitions
 * @param maxBatch how many jobs the store is given at once: 1 to 10,000
 * @param reader what makes a job of a record
 */
public record IntakeOptions(
        String topic, String deadLetters, String group, int maxBatch, RecordReader reader) {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final String SUFFIX = ".dead";
    private static final int DEFAULT_BATCH = 1_000;

    /** Checks the values. */
    public IntakeOptions {
        checkTopic("topic", topic);
        checkTopic("deadLetters", deadLetters);
        if (topic.equals(deadLetters)) {
            throw new IllegalArgumentException(
                    "deadLetters '" + deadLetters + "' is not allowed: use another than the topic");
        }
        if (group.isBlank()) {
            throw new IllegalArgumentException(
                    "group '" + group + "' is not allowed: use a name that the bridges share");
        }
        if (maxBatch < 1 || maxBatch > JobStore.MAX_BATCH) {
            throw new IllegalArgumentException(
                    "maxBatch '" + maxBatch + "' is not allowed: use 1 to " + JobStore.MAX_BATCH);
        }
    }

    /** Refuses what Kafka would. */
    static void checkTopic(String what, String topic) {
        boolean dots = topic.equals(".") || topic.equals("..");
        if (dots || !TOPIC.matcher(topic).matches()) {
            throw new IllegalArgumentException(
                    what
                            + " '"
                            + topic
                            + "' is not allowed: use 1 to 249 of letters, digits, '.', '_', '-'");
        }
    }

    /**
     * Jobs in JSON, a thousand at once, by the group {@code task-scheduler}; records that are none
     * go to the topic of the same name with {@code .dead} behind it.
     *
     * @param topic where jobs come from
     * @return the options
     * @throws IllegalArgumentException if that is no topic's name
     */
    public static IntakeOptions of(String topic) {
        return new IntakeOptions(
                topic, topic + SUFFIX, "task-scheduler", DEFAULT_BATCH, RecordReader.json());
    }

    /**
     * {@return the same with another topic for dead letters}
     *
     * @param value the topic
     */
    public IntakeOptions withDeadLetters(String value) {
        return new IntakeOptions(topic, value, group, maxBatch, reader);
    }

    /**
     * {@return the same with another group}
     *
     * @param value the group
     */
    public IntakeOptions withGroup(String value) {
        return new IntakeOptions(topic, deadLetters, value, maxBatch, reader);
    }

    /**
     * {@return the same with another size of batches}
     *
     * @param value 1 to 10,000
     */
    public IntakeOptions withMaxBatch(int value) {
        return new IntakeOptions(topic, deadLetters, group, value, reader);
    }

    /**
     * {@return the same with another reader}
     *
     * @param value what makes a job of a record
     */
    public IntakeOptions withReader(RecordReader value) {
        return new IntakeOptions(topic, deadLetters, group, maxBatch, value);
    }
}
