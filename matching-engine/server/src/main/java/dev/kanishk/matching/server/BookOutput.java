package dev.kanishk.matching.server;

import dev.kanishk.matching.flow.BookFile;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes {@code book.csv} of one or more shards. */
final class BookOutput {
    private BookOutput() {}

    static void write(Path folder, List<OrderBooks> shards) throws IOException {
        Map<Integer, Instrument> instruments = new HashMap<>();
        shards.forEach(books -> books.forEachInstrument(each -> instruments.put(each.id(), each)));
        BookFile file = new BookFile(id -> Objects.requireNonNull(instruments.get(id)).symbol());
        shards.forEach(books -> books.forEachResting(file::add));
        file.write(folder);
    }
}
