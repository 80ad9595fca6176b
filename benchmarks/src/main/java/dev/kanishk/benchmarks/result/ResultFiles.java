package dev.kanishk.benchmarks.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Reads and writes the files of a set of results. A reader never sees half a file. */
public final class ResultFiles {
    /** The name of the file that describes the machine. */
    public static final String MACHINE = "machine.json";

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Instant.class, new AsText<>(Instant.class))
                                    .addSerializer(LocalDate.class, new AsText<>(LocalDate.class))
                                    .addDeserializer(
                                            Instant.class,
                                            new FromText<>(Instant.class, Instant::parse))
                                    .addDeserializer(
                                            LocalDate.class,
                                            new FromText<>(LocalDate.class, LocalDate::parse)))
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .defaultPrettyPrinter(
                            new DefaultPrettyPrinter()
                                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                                    .withArrayIndenter(new DefaultIndenter("  ", "\n")))
                    .build();

    private ResultFiles() {}

    /** Returns the name of the file that holds a system's part of the showcase. */
    public static String showcaseFile(String system) {
        return system + ".showcase.json";
    }

    /** Returns the name of the file that holds what JMH wrote for a suite. */
    public static String jmhFile(String suite) {
        return suite + ".jmh.json";
    }

    /** Returns the value as indented JSON. */
    public static String toJson(Object value) throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }

    /** Writes a value as indented JSON, replacing the file as a whole. */
    public static void write(Path file, Object value) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.writeString(partial, toJson(value));
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads a {@code machine.json}. */
    public static Machine readMachine(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Machine.class);
    }

    /** Reads a {@code *.showcase.json}. */
    public static ShowcaseResult readShowcase(Path file) throws IOException {
        return JSON.readValue(file.toFile(), ShowcaseResult.class);
    }

    /**
     * Adds results in JMH's JSON format to a file of them.
     *
     * @param file a file that holds a JSON array
     * @param results another array, as JSON
     * @return how many were added
     * @throws IOException if one of them is no array, or the file cannot be written
     */
    public static int appendArray(Path file, String results) throws IOException {
        if (!(JSON.readTree(file.toFile()) instanceof ArrayNode present)
                || !(JSON.readTree(results) instanceof ArrayNode added)) {
            throw new IOException("no JSON array to add to " + file.getFileName());
        }
        present.addAll(added);
        write(file, present);
        return added.size();
    }

    /** Writes a histogram as a log of one interval. */
    public static void writeHistogram(
            Path file, Histogram histogram, Instant startedAt, Instant endedAt) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (PrintStream stream =
                new PrintStream(Files.newOutputStream(partial), false, StandardCharsets.UTF_8)) {
            HistogramLogWriter log = new HistogramLogWriter(stream);
            log.outputLogFormatVersion();
            log.outputStartTime(startedAt.toEpochMilli());
            log.outputLegend();
            double startSeconds = startedAt.toEpochMilli() / 1_000.0;
            double endSeconds = endedAt.toEpochMilli() / 1_000.0;
            log.outputIntervalHistogram(startSeconds, endSeconds, histogram, 1.0);
            if (stream.checkError()) {
                throw new IOException("cannot write " + partial);
            }
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static final class AsText<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;

        AsText(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeString(value.toString());
        }
    }

    private static final class FromText<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, T> parse;

        FromText(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return parse.apply(json.getText());
        }
    }
}
