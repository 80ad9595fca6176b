package dev.kanishk.scheduler.server.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a worker's process has begun and done, in a file that outlives it: a line is there, whole,
 * when its call has returned, however the process ends.
 */
final class WorkerLog {
    /**
     * A line.
     *
     * @param begin whether a handler was called; else it has returned
     * @param job whose
     * @param attempt which attempt
     * @param type the job's type
     * @param atMs when, by the machine's clock
     */
    record Line(boolean begin, UUID job, int attempt, String type, long atMs) {
        private static final int WORDS = 5;

        private static Line of(String text) {
            String[] words = text.split(" ", WORDS);
            return new Line(
                    words[0].equals(">"),
                    UUID.fromString(words[1]),
                    Integer.parseInt(words[2]),
                    words[3],
                    Long.parseLong(words[4]));
        }

        private String text() {
            return (begin ? "> " : "< ") + job + ' ' + attempt + ' ' + type + ' ' + atMs + '\n';
        }
    }

    private final FileChannel file;

    WorkerLog(Path path) {
        try {
            file =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the log '" + path + "' cannot be written", e);
        }
    }

    void write(boolean begin, UUID job, int attempt, String type) throws IOException {
        Line line = new Line(begin, job, attempt, type, System.currentTimeMillis());
        ByteBuffer bytes = ByteBuffer.wrap(line.text().getBytes(StandardCharsets.UTF_8));
        synchronized (file) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }

    /** Reads a log; none if there is no file yet. */
    static List<Line> read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        String text = Files.readString(path);
        List<Line> lines = new ArrayList<>();
        // The last line may be cut off where the process was ended.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(Line.of(line));
            }
        }
        return lines;
    }
}
