package dev.kanishk.agents.checkpoint;

import java.security.GeneralSecurityException;

/**
 * Changes payloads on their way into a store and back, to encrypt them for instance. Names of runs
 * and nodes, the kinds of events and their times are stored as they are. Must be safe for use by
 * many threads.
 */
public interface PayloadCodec {
    /** Leaves payloads as they are. */
    PayloadCodec PLAIN =
            new PayloadCodec() {
                @Override
                public byte[] encode(byte[] payload, long place) {
                    return payload;
                }

                @Override
                public byte[] decode(byte[] stored, long place) {
                    return stored;
                }
            };

    /**
     * Changes a payload that is to be stored.
     *
     * @param payload the payload
     * @param place where it will be: no two payloads of a store have the same place
     * @return what is stored
     * @throws GeneralSecurityException if that fails
     */
    byte[] encode(byte[] payload, long place) throws GeneralSecurityException;

    /**
     * Changes it back.
     *
     * @param stored what {@link #encode} gave
     * @param place the same place
     * @return the payload
     * @throws GeneralSecurityException if that was not encoded by this codec for this place
     */
    byte[] decode(byte[] stored, long place) throws GeneralSecurityException;
}
