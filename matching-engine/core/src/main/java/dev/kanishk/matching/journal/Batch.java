package dev.kanishk.matching.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Records of one segment on their way to the disk: filled by the writer, then written by whoever
 * writes, then filled again. Handed over by a volatile counter, so its fields are plain.
 */
final class Batch {
    final ByteBuffer bytes;

    /** Shows the payload of a claim. */
    final ByteBuffer claim;

    final RecordLayout layout;

    /** Where it begins in its segment. */
    int start;

    /** Up to where the segment was forced when the batch was begun, or will be before it goes. */
    int forcedTo;

    /** The bytes filled. */
    int length;

    /** The last sequence in it, or before it. */
    long lastSequence;

    /** Whether a new segment is to follow. */
    boolean endsSegment;

    /** Whether it is to be forced whatever the window of loss. */
    boolean forces;

    Batch(int capacityBytes) {
        bytes = ByteBuffer.allocateDirect(capacityBytes).order(ByteOrder.LITTLE_ENDIAN);
        claim = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        layout = new RecordLayout(bytes);
    }

    void begin(int startOffset, int forcedToOffset, long sequenceBefore) {
        start = startOffset;
        forcedTo = forcedToOffset;
        lastSequence = sequenceBefore;
        length = 0;
        endsSegment = false;
        forces = false;
    }

    /** Frames the record whose payload was put behind its header. */
    void add(byte type, long sequence, int payloadLength, int salt) {
        int at = length;
        int end = at + RecordLayout.bytes(payloadLength);
        for (int i = at + RecordLayout.HEADER_BYTES + payloadLength; i < end; i++) {
            bytes.put(i, (byte) 0);
        }
        int offset = start + at;
        bytes.putInt(at + RecordLayout.LENGTH, payloadLength);
        bytes.putLong(at + RecordLayout.SEQUENCE, sequence);
        bytes.putInt(at + RecordLayout.UNFORCED, offset - forcedTo);
        bytes.putInt(at + RecordLayout.TYPE, type & 0xFF);
        bytes.putInt(at, layout.checksum(at, payloadLength, salt, offset));
        length = end;
        if (type >= 0) {
            lastSequence = sequence;
        }
    }
}
