package dev.kanishk.matching.journal;

import java.nio.ByteBuffer;

/** Is given the records of a journal, in order. */
@FunctionalInterface
public interface RecordConsumer {
    /**
     * Takes one record. What it throws ends the reading and reaches the caller.
     *
     * @param type the type it was appended with
     * @param sequence its sequence, one more than the one before
     * @param bytes a little-endian buffer that holds its payload; read it by index, change neither
     *     it nor its position or limit, and do not keep it: the next record overwrites it
     * @param offset where the payload begins in the buffer
     * @param length the payload's length in bytes
     */
    void accept(byte type, long sequence, ByteBuffer bytes, int offset, int length);
}
