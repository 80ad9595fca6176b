package dev.kanishk.matching.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Segment files: a header of 64 bytes, then records. A segment is written full of zeros and forced
 * under another name before it gets its own, so later writes change no metadata, and a segment
 * under its name is whole.
 */
final class SegmentFile {
    static final int HEADER_BYTES = 64;
    static final String SUFFIX = ".journal";
    private static final long MAGIC = 0x314A_4843_5441_4D4BL;

    private SegmentFile() {}

    static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name(file).endsWith(SUFFIX))
                    .sorted(Comparator.comparing(SegmentFile::name))
                    .toList();
        }
    }

    static String name(Path file) {
        return file.getFileName() == null ? "" : file.getFileName().toString();
    }

    static Path create(Path folder, long firstSequence, int bytes) throws IOException {
        String name = String.format(Locale.ROOT, "%020d", firstSequence) + SUFFIX;
        Path made = folder.resolve(name + ".new");
        try (FileChannel file =
                FileChannel.open(
                        made,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
            zeros.putLong(0, MAGIC).putLong(8, firstSequence).putInt(16, RecordFormat.BYTES);
            for (int at = 0; at < bytes; at += zeros.capacity()) {
                zeros.clear().limit(Math.min(zeros.capacity(), bytes - at));
                writeFully(file, zeros, at);
                if (at == 0) {
                    zeros.putLong(0, 0).putLong(8, 0).putInt(16, 0);
                }
            }
            file.force(true);
        }
        Path target = folder.resolve(name);
        Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        }
        return target;
    }

    /** Reads a segment, with room for a whole last record if the file was cut short. */
    static ByteBuffer read(Path segment) throws IOException {
        try (FileChannel file = FileChannel.open(segment)) {
            int size = Math.toIntExact(file.size());
            ByteBuffer all =
                    ByteBuffer.allocate(Math.max(size, HEADER_BYTES) + RecordFormat.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN);
            all.limit(size);
            while (all.hasRemaining()) {
                if (file.read(all, all.position()) < 0) {
                    throw new EOFException(segment + " became shorter while it was read");
                }
            }
            return all.clear();
        }
    }

    static boolean hasHeader(ByteBuffer segment, long firstSequence) {
        return segment.getLong(0) == MAGIC
                && segment.getLong(8) == firstSequence
                && segment.getInt(16) == RecordFormat.BYTES;
    }

    static void writeFully(FileChannel file, ByteBuffer from, long at) throws IOException {
        long next = at;
        while (from.hasRemaining()) {
            next += file.write(from, next);
        }
    }
}
