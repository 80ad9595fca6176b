package dev.kanishk.scheduler.redis;

/**
 * What the sharing of a cache over Redis has done, in this process.
 *
 * @param state whether Redis is there
 * @param sharedHits fresh values found in Redis
 * @param otherProcess values that another process computed while this one waited
 * @param fenced values that were computed and refused, because the lock had expired or the key was
 *     invalidated meanwhile
 * @param alone values computed without asking others, because Redis was not available or others
 *     took too long
 * @param unreadable values in Redis that could not be read and were computed anew
 */
public record RedisCacheStatistics(
        RedisLink.State state,
        long sharedHits,
        long otherProcess,
        long fenced,
        long alone,
        long unreadable) {}
