package dev.kanishk.matching.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a record, little-endian, aligned to 8.
 *
 * <pre>
 *  0  int   checksum: CRC-32C of bytes 4 to the end of the payload, XOR the place's salt
 *  4  int   length of the payload
 *  8  long  sequence
 * 16  int   unforced: bytes from the last byte known to be forced up to this record
 * 20  byte  type: of the user from 0, of the journal below
 * 21        three zeros
 * 24        payload, then zeros up to the next multiple of 8
 * </pre>
 *
 * <p>The salt is made of the journal's id, the segment's number and the record's offset, so a
 * record is valid only where it was written: neither a page that reached another place, nor a
 * payload that holds a copy of a record, is taken for one.
 *
 * <p>Records of the journal's own have no payload, and the sequence of the user's record that
 * follows them.
 */
final class RecordLayout {
    static final int ALIGNMENT = 8;
    static final int HEADER_BYTES = 24;
    static final int LENGTH = 4;
    static final int SEQUENCE = 8;
    static final int UNFORCED = 16;
    static final int TYPE = 20;

    /** The first record of a segment, written with its first batch. */
    static final byte BEGIN = -1;

    /** The last record of a segment that another one continues. */
    static final byte END = -2;

    /** A batch of its own: all before it was forced. */
    static final byte SEAL = -3;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer view;

    /** Computes checksums over one buffer, without touching its position and limit. */
    RecordLayout(ByteBuffer buffer) {
        this.view = buffer.duplicate();
    }

    static int bytes(int payloadLength) {
        return (HEADER_BYTES + payloadLength + ALIGNMENT - 1) & -ALIGNMENT;
    }

    static int salt(long journalId, long segmentNumber) {
        long mixed = (journalId ^ segmentNumber) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32);
    }

    /**
     * Returns the checksum of a record.
     *
     * @param at where it begins in the buffer
     * @param length the payload's length
     * @param salt the segment's salt
     * @param offset where it begins in the segment
     */
    int checksum(int at, int length, int salt, int offset) {
        crc.reset();
        view.limit(at + HEADER_BYTES + length).position(at + LENGTH);
        crc.update(view);
        return (int) crc.getValue() ^ salt ^ offset;
    }
}
