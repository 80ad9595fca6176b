package dev.kanishk.matching.flow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of rows under a header, written anew. */
final class CsvFile implements Closeable {
    private final FileChannel file;

    CsvFile(Path path, String header) throws IOException {
        file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        CsvRows first = new CsvRows();
        first.text(header).end(0);
        try {
            write(first);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Writes rows and clears them. */
    void write(CsvRows rows) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(rows.array(), rows.offset(), rows.sizeBytes());
        while (all.hasRemaining()) {
            file.write(all);
        }
        rows.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
