package dev.kanishk.collections.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One of a mapped file's two header slots, {@value #BYTES} bytes, little-endian:
 *
 * <pre>
 *    0  magic "dkVECTOR"           8
 *    8  format version             4
 *   12  bytes per element          4
 *   16  kind of element, ASCII    16
 *   32  sequence number            8
 *   40  committed bytes            8
 *   48  CRC-32C of those bytes     4
 *   52  reserved, 0                8
 *   60  CRC-32C of bytes 0 to 59   4
 * </pre>
 */
record MappedFileHeader(
        String elementKind,
        int elementBytes,
        long sequence,
        long committedBytes,
        int contentChecksum) {
    static final int BYTES = 64;
    static final int VERSION = 1;
    static final int MAX_KIND_BYTES = 16;

    private static final byte[] MAGIC = "dkVECTOR".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_OFFSET = 8;
    private static final int KIND_OFFSET = 16;
    private static final int CHECKED_BYTES = BYTES - 4;

    ByteBuffer encode() {
        ByteBuffer slot = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        slot.put(MAGIC).putInt(VERSION).putInt(elementBytes);
        byte[] kind = elementKind.getBytes(StandardCharsets.US_ASCII);
        slot.put(Arrays.copyOf(kind, MAX_KIND_BYTES));
        slot.putLong(sequence).putLong(committedBytes).putInt(contentChecksum).putLong(0);
        slot.putInt(checksum(slot)).flip();
        return slot;
    }

    /** Returns null if the slot is torn or was never written. */
    static @Nullable MappedFileHeader decode(ByteBuffer encoded) {
        ByteBuffer slot = encoded.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (slot.remaining() < BYTES || slot.getInt(CHECKED_BYTES) != checksum(slot)) {
            return null;
        }
        byte[] magic = new byte[MAGIC.length];
        slot.get(0, magic);
        if (!Arrays.equals(magic, MAGIC)) {
            return null;
        }
        int version = slot.getInt(VERSION_OFFSET);
        if (version != VERSION) {
            throw new MappedFileException(
                    "the file has format version " + version + "; this library reads " + VERSION);
        }
        byte[] kind = new byte[MAX_KIND_BYTES];
        slot.get(KIND_OFFSET, kind);
        return new MappedFileHeader(
                new String(kind, StandardCharsets.US_ASCII).trim(),
                slot.getInt(12),
                slot.getLong(32),
                slot.getLong(40),
                slot.getInt(48));
    }

    private static int checksum(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().position(0).limit(CHECKED_BYTES));
        return (int) crc.getValue();
    }
}
