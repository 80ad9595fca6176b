package dev.kanishk.matching.jmh;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.flow.CsvFlow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading a flow in CSV, a line: the parser beside a splitter of lines into strings, and beside a
 * loop that only counts the bytes that end lines and fields.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CsvFlowBenchmark {
    private static final int LINES = 200_000;
    private static final String HEADER =
            "time_ns,action,symbol,order_id,account,side,type,tif,price,qty,display_qty,stop_price,"
                    + "stp\n";

    private final Command command = new Command();
    private final byte[] bytes = new byte[1 << 18];
    private Path file = Path.of("");

    /** Writes a flow: of five lines three are new orders, one cancels, one replaces. */
    @Setup
    public void write() throws IOException {
        file = Files.createTempFile("flow", ".csv");
        SplittableRandom random = new SplittableRandom(1);
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write(HEADER);
            long time = 1_700_000_000_000_000_000L;
            for (int id = 1; id <= LINES; id++) {
                time += random.nextInt(1_000_000);
                String symbol = "SYM" + random.nextInt(100);
                int price = 9_900 + random.nextInt(200);
                int quantity = 1 + random.nextInt(100);
                String action = id % 5 == 3 ? "CANCEL" : id % 5 == 4 ? "REPLACE" : "NEW";
                out.write(time + "," + action + "," + symbol + ",");
                out.write(
                        switch (action) {
                            case "CANCEL" -> (id - 2) + ",,,,,,,,,\n";
                            case "REPLACE" -> (id - 2) + ",,,,," + price + "," + quantity + ",,,\n";
                            default ->
                                    String.format(
                                            "%d,%d,%s,LIMIT,GTC,%d,%d,,,NONE%n",
                                            id,
                                            1 + random.nextInt(1000),
                                            random.nextBoolean() ? "B" : "S",
                                            price,
                                            quantity);
                        });
            }
        }
    }

    /** Deletes the file. */
    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    /** The parser, to commands. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public long parse() throws IOException {
        long sum = 0;
        try (CsvFlow flow = new CsvFlow(file)) {
            while (flow.next(command)) {
                sum += command.orderId;
            }
        }
        return sum;
    }

    /** Lines as strings, split at commas; nothing is read as a number. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public long splitStrings() throws IOException {
        long sum = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                sum += line.split(",", -1).length;
            }
        }
        return sum;
    }

    /** The bytes looked at one by one. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public long countBytes() throws IOException {
        long lines = 0;
        long commas = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                for (int i = 0; i < read; i++) {
                    lines += bytes[i] == '\n' ? 1 : 0;
                    commas += bytes[i] == ',' ? 1 : 0;
                }
            }
        }
        return lines + commas;
    }
}
