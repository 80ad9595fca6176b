package dev.kanishk.matching.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.matching.book.OrderBooks;
import dev.kanishk.matching.journal.Journal;
import dev.kanishk.matching.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/order-flow");
    @TempDir private Path folder = Path.of("");

    @Test
    void writesTheBasicExampleByteForByte() throws IOException {
        replays("basic");
    }

    @Test
    void writesTheFullExampleByteForByte() throws IOException {
        replays("full");
    }

    @Test
    void rejectsWhatCannotBeReadWithTheIdAsFarAsItCouldBe() throws IOException {
        Path flow = folder.resolve("flow.csv");
        String header = Files.readAllLines(EXAMPLES.resolve("basic/flow.csv")).getFirst();
        Files.write(
                flow,
                List.of(
                        header,
                        "0,NEW,AAA,7,1,B,LIMIT,GTC,abc,5,,,NONE",
                        "0,NEW,AAA,x,1,B",
                        "",
                        "0,NEW,AAA,8,1,B,MARKET,GTC,,5,,,NONE",
                        "0,CANCEL,,9,,,,,,,,,"));
        OrderBooks books = replay(flow, null);

        assertThat(Files.readAllLines(folder.resolve("out/rejects.csv")))
                .containsExactly(
                        "line,order_id,reason",
                        "1,7,MALFORMED",
                        "2,,MALFORMED",
                        "3,,MALFORMED",
                        "4,8,MALFORMED",
                        "5,9,UNKNOWN_ORDER");
        assertThat(books.commands()).isEqualTo(5);
    }

    private void replays(String example) throws IOException {
        Path expected = EXAMPLES.resolve(example);
        Path log = folder.resolve("journal");
        OrderBooks books;
        try (Journal journal = Journal.open(log, 64 << 10, command -> {})) {
            books = replay(expected.resolve("flow.csv"), journal);
        }
        for (String file : new String[] {"trades.csv", "rejects.csv", "book.csv"}) {
            assertThat(folder.resolve("out").resolve(file))
                    .hasSameBinaryContentAs(expected.resolve(file));
        }
        try (ResultFiles results = new ResultFiles(folder.resolve("again"))) {
            OrderBooks recovered = new OrderBooks(results, OrderBooks.ORDERS_MAX_DEFAULT);
            JournalReader.read(log, recovered::apply);
            assertThat(recovered.stateHash()).isEqualTo(books.stateHash());
        }
    }

    private OrderBooks replay(Path flow, @Nullable Journal journal) throws IOException {
        Path out = folder.resolve("out");
        try (ResultFiles results = new ResultFiles(out);
                CsvFlow source = new CsvFlow(flow)) {
            OrderBooks books = new OrderBooks(results, OrderBooks.ORDERS_MAX_DEFAULT);
            Replay.run(source, books, results, journal, count -> true);
            ResultFiles.writeBook(out, books);
            return books;
        }
    }
}
