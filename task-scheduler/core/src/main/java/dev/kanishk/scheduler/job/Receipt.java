package dev.kanishk.scheduler.job;

import java.util.UUID;

/**
 * What a caller holds once a job cannot be lost any more.
 *
 * @param id the job
 * @param state its state when it was accepted, or now if it was known
 * @param created false if an earlier request with the same type and idempotency key made the job
 */
public record Receipt(UUID id, JobState state, boolean created) {}
