package dev.kanishk.scheduler.dispatch;

import java.util.UUID;

/**
 * What a handler is given.
 *
 * @param id the job's name, the same in every attempt
 * @param type its type
 * @param payload what the caller sent
 * @param attempt 1 for the first start, and one more for each later one
 */
public record JobContext(UUID id, String type, String payload, int attempt) {}
