package dev.kanishk.collections.similarity;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;

/**
 * The file of an index, in the byte order of the machine.
 *
 * <pre>
 *   0  8  the letters KFLATIDX
 *   8  4  the format's version, 1
 *  12  4  0x01020304, which tells the byte order
 *  16  4  the element type: 0 for float, 1 for byte
 *  20  4  the metric: 0 for dot product, 1 for cosine, 2 for Euclidean
 *  24  4  the dimension
 *  28  4  how many rows
 *  32  4  CRC-32C of all that follows the header
 *  36 88  zeros
 * 124  4  CRC-32C of bytes 0 to 123
 * 128     the rows, padded to 64 bytes each
 *         their ids, 8 bytes each
 *         the inverses of their lengths, 8 bytes each, if bytes are compared by cosine
 * </pre>
 *
 * <p>The length of the file follows from the header, and is checked: a torn file has another one. A
 * file gets its name only when it is whole and forced to the disk, in one step.
 */
final class IndexFile {
    private static final byte[] MAGIC = {'K', 'F', 'L', 'A', 'T', 'I', 'D', 'X'};
    private static final List<ElementType> ELEMENT_TYPES =
            List.of(ElementType.FLOAT, ElementType.BYTE);
    private static final List<Metric> METRICS =
            List.of(Metric.DOT_PRODUCT, Metric.COSINE, Metric.EUCLIDEAN);
    private static final int VERSION = 1;
    private static final int ORDER_MARK = 0x01020304;
    private static final int HEADER_BYTES = 128;
    private static final int VERSION_AT = 8;
    private static final int ORDER_MARK_AT = 12;
    private static final int ELEMENT_TYPE_AT = 16;
    private static final int METRIC_AT = 20;
    private static final int DIMENSION_AT = 24;
    private static final int SIZE_AT = 28;
    private static final int CONTENT_CHECKSUM_AT = 32;
    private static final int HEADER_CHECKSUM_AT = 124;
    private static final long PIECE_BYTES = 16 << 20;

    private IndexFile() {}

    /** Writes an index, and then gives the file its name. */
    static void write(RowStore store, Path file) throws IOException {
        String suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Path unfinished = file.resolveSibling(file.getFileName() + "." + suffix + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.position(HEADER_BYTES);
                int checksum = writeContent(store, channel);
                ByteBuffer header = header(store.format(), store.size(), checksum);
                while (header.hasRemaining()) {
                    channel.write(header, header.position());
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        forceName(file);
    }

    /**
     * Maps a file.
     *
     * @param verify whether to read it all and compare the checksum
     */
    static RowStore map(Path file, boolean verify) throws IOException {
        @SuppressWarnings("MustBeClosedChecker") // closed below, or by the store
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long byteSize = channel.size();
            if (byteSize < HEADER_BYTES) {
                throw new DamagedIndexException(
                        file, "it has " + byteSize + " bytes, fewer than a header");
            }
            MemorySegment content = channel.map(FileChannel.MapMode.READ_ONLY, 0, byteSize, arena);
            RowStore store = store(file, content, arena);
            if (verify && checksum(content) != content.get(JAVA_INT, CONTENT_CHECKSUM_AT)) {
                throw new DamagedIndexException(
                        file, "its content does not match its checksum; write it anew");
            }
            opened = true;
            return store;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static RowStore store(Path file, MemorySegment content, Arena arena)
            throws DamagedIndexException {
        checkIdentity(file, content);
        int elementType = content.get(JAVA_INT, ELEMENT_TYPE_AT);
        int metric = content.get(JAVA_INT, METRIC_AT);
        int dimension = content.get(JAVA_INT, DIMENSION_AT);
        int size = content.get(JAVA_INT, SIZE_AT);
        if (elementType < 0
                || elementType >= ELEMENT_TYPES.size()
                || metric < 0
                || metric >= METRICS.size()
                || dimension < 1
                || dimension > RowFormat.MAX_DIMENSION
                || size < 0) {
            throw new DamagedIndexException(
                    file,
                    "element type %d, metric %d, dimension %d, size %d make no index"
                            .formatted(elementType, metric, dimension, size));
        }
        RowFormat format =
                new RowFormat(ELEMENT_TYPES.get(elementType), METRICS.get(metric), dimension);
        long vectorBytes = (long) size * format.strideBytes();
        long idBytes = (long) size * Long.BYTES;
        long lengthBytes = format.hasInverseLengths() ? (long) size * Double.BYTES : 0;
        long expected = HEADER_BYTES + vectorBytes + idBytes + lengthBytes;
        if (content.byteSize() != expected) {
            throw new DamagedIndexException(
                    file,
                    "it has %d bytes, but its header speaks of %d"
                            .formatted(content.byteSize(), expected));
        }
        long idsAt = HEADER_BYTES + vectorBytes;
        RowStore.Chunk rows =
                new RowStore.Chunk(
                        0,
                        size,
                        content.asSlice(HEADER_BYTES, vectorBytes),
                        content.asSlice(idsAt, idBytes),
                        content.asSlice(idsAt + idBytes, lengthBytes));
        return RowStore.of(arena, format, rows);
    }

    private static void checkIdentity(Path file, MemorySegment content)
            throws DamagedIndexException {
        if (content.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) != -1) {
            throw new DamagedIndexException(file, "it does not begin like one");
        }
        int mark = content.get(JAVA_INT, ORDER_MARK_AT);
        if (mark == Integer.reverseBytes(ORDER_MARK)) {
            throw new DamagedIndexException(
                    file, "a machine of the other byte order wrote it; write it anew on this one");
        }
        int version = content.get(JAVA_INT, VERSION_AT);
        if (version > VERSION) {
            throw new DamagedIndexException(
                    file, "it is of version " + version + ", and this library reads " + VERSION);
        }
        if (version != VERSION
                || mark != ORDER_MARK
                || content.get(JAVA_INT, HEADER_CHECKSUM_AT) != headerChecksum(content)) {
            throw new DamagedIndexException(file, "its header does not match its checksum");
        }
    }

    private static int writeContent(RowStore store, FileChannel channel) throws IOException {
        CRC32C checksum = new CRC32C();
        int stride = store.format().strideBytes();
        for (int i = 0; i < store.chunkCount(); i++) {
            RowStore.Chunk chunk = store.chunk(i);
            write(chunk.vectors(), liveRows(store, chunk) * stride, channel, checksum);
        }
        for (int i = 0; i < store.chunkCount(); i++) {
            RowStore.Chunk chunk = store.chunk(i);
            write(chunk.ids(), liveRows(store, chunk) * Long.BYTES, channel, checksum);
        }
        if (store.format().hasInverseLengths()) {
            for (int i = 0; i < store.chunkCount(); i++) {
                RowStore.Chunk chunk = store.chunk(i);
                long byteSize = liveRows(store, chunk) * Double.BYTES;
                write(chunk.inverseLengths(), byteSize, channel, checksum);
            }
        }
        return (int) checksum.getValue();
    }

    private static long liveRows(RowStore store, RowStore.Chunk chunk) {
        return Math.clamp((long) store.size() - chunk.firstRow(), 0, chunk.capacity());
    }

    private static void write(
            MemorySegment segment, long byteSize, FileChannel channel, CRC32C checksum)
            throws IOException {
        for (long at = 0; at < byteSize; at += PIECE_BYTES) {
            ByteBuffer piece =
                    segment.asSlice(at, Math.min(PIECE_BYTES, byteSize - at)).asByteBuffer();
            checksum.update(piece.duplicate());
            while (piece.hasRemaining()) {
                channel.write(piece);
            }
        }
    }

    private static ByteBuffer header(RowFormat format, int size, int contentChecksum) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.nativeOrder());
        header.put(MAGIC)
                .putInt(VERSION_AT, VERSION)
                .putInt(ORDER_MARK_AT, ORDER_MARK)
                .putInt(ELEMENT_TYPE_AT, ELEMENT_TYPES.indexOf(format.elementType()))
                .putInt(METRIC_AT, METRICS.indexOf(format.metric()))
                .putInt(DIMENSION_AT, format.dimension())
                .putInt(SIZE_AT, size)
                .putInt(CONTENT_CHECKSUM_AT, contentChecksum);
        header.putInt(HEADER_CHECKSUM_AT, headerChecksum(MemorySegment.ofArray(header.array())));
        return header.rewind();
    }

    private static int headerChecksum(MemorySegment content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content.asSlice(0, HEADER_CHECKSUM_AT).asByteBuffer());
        return (int) checksum.getValue();
    }

    private static int checksum(MemorySegment content) {
        CRC32C checksum = new CRC32C();
        for (long at = HEADER_BYTES; at < content.byteSize(); at += PIECE_BYTES) {
            long byteSize = Math.min(PIECE_BYTES, content.byteSize() - at);
            checksum.update(content.asSlice(at, byteSize).asByteBuffer());
        }
        return (int) checksum.getValue();
    }

    /** Forces the folder, which holds the name. Windows can't open one, and does it by itself. */
    private static void forceName(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && File.separatorChar == '/') {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
