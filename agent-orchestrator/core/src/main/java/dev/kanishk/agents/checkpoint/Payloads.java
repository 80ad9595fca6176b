package dev.kanishk.agents.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Payloads as bytes: a checksum over place and content, then what the codec makes of them. */
final class Payloads {
    private final PayloadCodec codec;

    Payloads(PayloadCodec codec) {
        this.codec = codec;
    }

    byte[] encode(String run, String payload, long place) {
        if (payload.length() > CheckpointStore.MAX_PAYLOAD) {
            throw new CheckpointException(
                    "a payload of run '"
                            + run
                            + "' has "
                            + payload.length()
                            + " characters: at most "
                            + CheckpointStore.MAX_PAYLOAD
                            + " are stored, so keep large values outside and their address here");
        }
        try {
            byte[] bytes = codec.encode(payload.getBytes(StandardCharsets.UTF_8), place);
            byte[] stored = new byte[Integer.BYTES + bytes.length];
            System.arraycopy(bytes, 0, stored, Integer.BYTES, bytes.length);
            ByteBuffer.wrap(stored).putInt(0, checksum(stored, place));
            return stored;
        } catch (GeneralSecurityException e) {
            throw new CheckpointException(
                    "a payload of run '" + run + "' cannot be encoded: " + e.getMessage(), e);
        }
    }

    String decode(String run, byte[] stored, long place) {
        long sequence = place & Keys.MAX_SEQUENCE;
        if (stored.length < Integer.BYTES
                || ByteBuffer.wrap(stored).getInt(0) != checksum(stored, place)) {
            throw damaged(run, sequence, "its checksum is wrong", null);
        }
        try {
            byte[] bytes = new byte[stored.length - Integer.BYTES];
            System.arraycopy(stored, Integer.BYTES, bytes, 0, bytes.length);
            return new String(codec.decode(bytes, place), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw damaged(run, sequence, "it cannot be decoded: " + e.getMessage(), e);
        }
    }

    private static int checksum(byte[] stored, long place) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, place));
        checksum.update(stored, Integer.BYTES, stored.length - Integer.BYTES);
        return (int) checksum.getValue();
    }

    private static CheckpointException damaged(
            String run, long sequence, String why, @Nullable Exception e) {
        return new CheckpointException(
                "event "
                        + sequence
                        + " of run '"
                        + run
                        + "' is damaged: "
                        + why
                        + "; fork the run before it, or delete its thread",
                e);
    }
}
