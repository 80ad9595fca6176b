package dev.kanishk.scheduler.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What a receiver said.
 *
 * @param status the status
 * @param retryAfter the header, if it is there
 */
record Answer(int status, @Nullable String retryAfter) {}
