package dev.kanishk.matching.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a segment, written once, when it is made. The sequence that it begins with
 * is not known then: the record {@link RecordLayout#BEGIN} after it says it.
 *
 * <pre>
 *  0  long  magic                     8  int   version
 * 12  int   zero                     16  long  segment number, from 1
 * 24  long  journal id               32  int   bytes of the segment
 * 36  int   bytes that may be unforced at a crash
 * 40        zeros                    60  int   CRC-32C of bytes 0 to 59
 * </pre>
 *
 * <p>Magic, version and checksum stay at these places in every version.
 *
 * @param number the segment's number
 * @param journalId drawn at random when the journal was made
 * @param segmentBytes the size of the file
 * @param unforcedBytesMax the bytes after the last force that a crash may leave in any state
 */
record SegmentHeader(long number, long journalId, int segmentBytes, int unforcedBytesMax) {
    static final int BYTES = 64;
    static final int VERSION = 2;
    private static final long MAGIC = 0x3130_4C4E_524A_4D4BL;
    private static final int CHECKSUM = 60;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC).putInt(8, VERSION).putLong(16, number).putLong(24, journalId);
        bytes.putInt(32, segmentBytes).putInt(36, unforcedBytesMax);
        return bytes.putInt(CHECKSUM, checksum(bytes));
    }

    /**
     * Reads the header of a segment and holds it against the file.
     *
     * @param name the file's name, for messages
     * @param sequence the sequence that should follow, for messages
     */
    static SegmentHeader read(Disk.OpenFile file, String name, long sequence) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.readFully(bytes, 0);
        if (bytes.hasRemaining()) {
            throw damaged(name, sequence, "it is cut to " + file.size() + " bytes");
        }
        if (bytes.getLong(0) != MAGIC) {
            throw damaged(name, sequence, "it does not begin like a segment of a journal");
        }
        if (bytes.getInt(CHECKSUM) != checksum(bytes)) {
            throw damaged(name, sequence, "its header fails its checksum");
        }
        int version = bytes.getInt(8);
        if (version != VERSION) {
            throw JournalDamagedException.unreadable(
                    name,
                    "is of format version "
                            + version
                            + ", and this program reads version "
                            + VERSION
                            + (version > VERSION
                                    ? "; use the newer program that wrote it"
                                    : "; use the older program that wrote it"));
        }
        SegmentHeader header =
                new SegmentHeader(
                        bytes.getLong(16), bytes.getLong(24), bytes.getInt(32), bytes.getInt(36));
        if (header.segmentBytes != file.size()) {
            throw damaged(
                    name,
                    sequence,
                    "it was made of "
                            + header.segmentBytes
                            + " bytes, and the file has "
                            + file.size());
        }
        return header;
    }

    private static JournalDamagedException damaged(String name, long sequence, String what) {
        return new JournalDamagedException(name, 0, sequence, what);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(CHECKSUM).position(0));
        return (int) crc.getValue();
    }
}
