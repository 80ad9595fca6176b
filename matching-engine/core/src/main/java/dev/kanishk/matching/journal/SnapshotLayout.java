package dev.kanishk.matching.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a snapshot, little-endian: a header of 64 bytes, written last, then chunks, each
 * with its length, the CRC-32C of its bytes XOR its index, and the bytes.
 *
 * <pre>
 *  0  long  magic              8  int   version          12  int   number of chunks
 * 16  long  sequence          24  long  state hash       32  long  bytes of the file
 * 40  long  journal id        48        zeros            60  int   CRC-32C of bytes 0 to 59
 * </pre>
 */
final class SnapshotLayout {
    static final int HEADER_BYTES = 64;
    static final int CHUNK_HEADER_BYTES = 8;
    static final int CHUNK_BYTES_MAX = 256 << 10;
    static final int VERSION = 1;
    static final String SUFFIX = ".snapshot";
    static final String UNFINISHED = ".snapshot.new";
    private static final long MAGIC = 0x3130_504E_534A_4D4BL;
    private static final int CHECKSUM = 60;
    private static final int DIGITS = 20;

    private SnapshotLayout() {}

    /** What a header says. */
    record Header(long sequence, long stateHash, long journalId, int chunks, long bytes) {
        ByteBuffer encode() {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            header.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, chunks);
            header.putLong(16, sequence).putLong(24, stateHash).putLong(32, bytes);
            header.putLong(40, journalId);
            return header.putInt(CHECKSUM, checksum(header, CHECKSUM));
        }

        static Header decode(ByteBuffer header) {
            return new Header(
                    header.getLong(16),
                    header.getLong(24),
                    header.getLong(40),
                    header.getInt(12),
                    header.getLong(32));
        }
    }

    /** Returns what is wrong with a header, or null if nothing is. */
    static @Nullable String fault(ByteBuffer header) {
        if (header.getLong(0) != MAGIC) {
            return "it does not begin like a snapshot, or was never finished";
        }
        if (header.getInt(CHECKSUM) != checksum(header, CHECKSUM)) {
            return "its header fails its checksum";
        }
        if (header.getInt(8) != VERSION) {
            return "it is of format version "
                    + header.getInt(8)
                    + ", and this program reads version "
                    + VERSION;
        }
        return null;
    }

    private static int checksum(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(length).position(0));
        return (int) crc.getValue();
    }

    static int checksum(CRC32C crc, ByteBuffer chunk, int index) {
        crc.reset();
        crc.update(chunk);
        return (int) crc.getValue() ^ index;
    }

    static String name(long sequence) {
        return String.format(Locale.ROOT, "%020d", sequence) + SUFFIX;
    }

    static String unfinishedName(long sequence) {
        return String.format(Locale.ROOT, "%020d", sequence) + UNFINISHED;
    }

    /** Returns the sequence that a file is named after, or -1 if it is no snapshot. */
    static long sequence(String name) {
        if (!name.endsWith(SUFFIX) || name.length() != DIGITS + SUFFIX.length()) {
            return -1;
        }
        try {
            return Long.parseLong(name, 0, DIGITS, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
