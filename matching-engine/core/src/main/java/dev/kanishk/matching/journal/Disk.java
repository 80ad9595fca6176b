package dev.kanishk.matching.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;

/**
 * The few operations of a file system that durability rests on.
 *
 * <p>What is written to a file survives a crash once {@link OpenFile#force} has returned; which
 * names a folder holds, once {@link #forceFolder} has. A rename is atomic: after a crash the folder
 * holds the old name or the new one.
 */
interface Disk {
    /** The most bytes of a file that are held in memory at once to be written. */
    int TRANSFER_BYTES_MAX = 1 << 20;

    /** Makes a folder and those above it, durably; does nothing if it exists. */
    void createFolders(Path folder) throws IOException;

    /** Returns the names in a folder, in no order; none if the folder does not exist. */
    List<String> list(Path folder) throws IOException;

    /** Makes an empty file, in place of one that may be there, open for reading and writing. */
    OpenFile create(Path file) throws IOException;

    /** Opens a file that exists. */
    OpenFile open(Path file, boolean writable) throws IOException;

    /** Renames a file, in place of one that may bear the new name. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file; does nothing if there is none. */
    void delete(Path file) throws IOException;

    /** Makes the names in a folder durable. */
    void forceFolder(Path folder) throws IOException;

    /** Makes durable that a folder exists. */
    void forceName(Path folder) throws IOException;

    /** Takes a lock that no other process and no one else in this one has. */
    Closeable lock(Path file) throws IOException;

    /** An open file. */
    interface OpenFile extends Closeable {
        long size() throws IOException;

        /** Reads at least one byte, or returns -1 at the end of the file. */
        int read(ByteBuffer to, long at) throws IOException;

        /** Writes some of the bytes, at least one, and returns how many. */
        int write(ByteBuffer from, long at) throws IOException;

        /**
         * Returns when all written bytes and the size of the file are durable.
         *
         * @throws ClosedByInterruptException if the thread was interrupted meanwhile. The file
         *     stays open. Whether it was forced, or that failed, is unknown: what was not is to be
         *     written once more before the next force
         */
        void force() throws IOException;

        /** Writes all the bytes. */
        default void writeFully(ByteBuffer from, long at) throws IOException {
            long next = at;
            while (from.hasRemaining()) {
                int written = write(from, next);
                if (written <= 0) {
                    throw new IOException("the disk took none of " + from.remaining() + " bytes");
                }
                next += written;
            }
        }

        /** Writes what is read from one place up to another to the same place. */
        default void rewrite(int from, int to) throws IOException {
            ByteBuffer part = ByteBuffer.allocate(Math.clamp(to - from, 0, TRANSFER_BYTES_MAX));
            for (int at = from; at < to; at += part.capacity()) {
                part.clear().limit(Math.min(part.capacity(), to - at));
                readFully(part, at);
                writeFully(part.flip(), at);
            }
        }

        /** Writes zeros from one place up to another. */
        default void zero(int from, int to) throws IOException {
            ByteBuffer zeros = ByteBuffer.allocate(Math.clamp(to - from, 0, TRANSFER_BYTES_MAX));
            for (int at = from; at < to; at += zeros.capacity()) {
                writeFully(zeros.clear().limit(Math.min(zeros.capacity(), to - at)), at);
            }
        }

        /** Reads until the buffer is full or the file ends. */
        default void readFully(ByteBuffer to, long at) throws IOException {
            long next = at;
            while (to.hasRemaining()) {
                int count = read(to, next);
                if (count <= 0) {
                    return;
                }
                next += count;
            }
        }
    }
}
