package dev.kanishk.scheduler.store;

import java.util.UUID;

/**
 * What payloads go through on their way into the store and out of it: encryption, for example. Used
 * by many threads at once. The job's id and type never change, so they can be authenticated with
 * the payload.
 *
 * <p>What {@link #encode} throws, the caller of enqueue gets. A job whose payload {@link #decode}
 * throws for is dead when a worker claims it, with what was thrown as its error.
 */
public interface PayloadCodec {
    /** Keeps payloads as they are. */
    PayloadCodec PLAIN =
            new PayloadCodec() {
                @Override
                public byte[] encode(UUID id, String type, byte[] payload) {
                    return payload;
                }

                @Override
                public byte[] decode(UUID id, String type, byte[] stored) {
                    return stored;
                }
            };

    /**
     * {@return what is stored}
     *
     * @param id the job
     * @param type its type
     * @param payload UTF-8 as the caller gave it
     */
    byte[] encode(UUID id, String type, byte[] payload);

    /**
     * {@return the payload}
     *
     * @param id the job
     * @param type its type
     * @param stored as {@link #encode} made it
     */
    byte[] decode(UUID id, String type, byte[] stored);
}
