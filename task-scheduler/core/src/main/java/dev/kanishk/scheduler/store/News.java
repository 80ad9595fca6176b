package dev.kanishk.scheduler.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a transaction did that workers wait for.
 *
 * @param due lanes that have due jobs, and the least of their new tickets
 * @param cancelled jobs that were taken from their workers
 * @param changed whether something else changed that a beat shows
 */
record News(Map<Integer, Long> due, List<Cancelled> cancelled, boolean changed) {
    /** A job that was taken from its worker. */
    record Cancelled(String worker, UUID id) {}

    /** PostgreSQL's limit is 8,000 bytes. */
    private static final int MAX_TEXT = 7_000;

    static final News NOTHING = new News(Map.of(), List.of(), false);

    boolean isNothing() {
        return due.isEmpty() && cancelled.isEmpty() && !changed;
    }

    News and(News other) {
        Map<Integer, Long> lanes = new HashMap<>(due);
        other.due.forEach((lane, ticket) -> lanes.merge(lane, ticket, Math::min));
        List<Cancelled> jobs = new ArrayList<>(cancelled);
        jobs.addAll(other.cancelled);
        return new News(lanes, jobs, changed || other.changed);
    }

    /** As lines of words: {@code d LANE TICKET}, {@code x WORKER ID}, {@code c}. */
    List<String> texts() {
        List<String> words = new ArrayList<>();
        due.forEach((lane, ticket) -> words.add("d " + lane + " " + ticket));
        cancelled.forEach(job -> words.add("x " + job.worker + " " + job.id));
        if (changed) {
            words.add("c");
        }
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            if (text.length() + word.length() > MAX_TEXT) {
                texts.add(text.toString());
                text.setLength(0);
            }
            text.append(text.isEmpty() ? "" : " ").append(word);
        }
        if (!text.isEmpty()) {
            texts.add(text.toString());
        }
        return texts;
    }

    static News parse(String text) {
        Map<Integer, Long> due = new HashMap<>();
        List<Cancelled> cancelled = new ArrayList<>();
        boolean changed = false;
        String[] words = text.split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            switch (words[i]) {
                case "d" ->
                        due.merge(Integer.valueOf(words[++i]), Long.valueOf(words[++i]), Math::min);
                case "x" -> cancelled.add(new Cancelled(words[++i], UUID.fromString(words[++i])));
                default -> changed = true;
            }
        }
        return new News(due, cancelled, changed);
    }
}
