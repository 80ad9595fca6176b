package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.orderbook.BookHash;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The order books, as a shard needs them. */
final class RuleBooks implements ShardBooks {
    private final OrderBooks books;

    RuleBooks(BookSettings settings, BookListener listener) {
        books = new OrderBooks(settings, listener);
    }

    OrderBooks books() {
        return books;
    }

    @Override
    public void apply(Command command) {
        books.apply(command);
    }

    @Override
    public BookHash hash() {
        return books.hash();
    }

    @Override
    public long nextDueNanos() {
        return books.nextDueNanos();
    }

    @Override
    public void forEachInstrument(Consumer<Instrument> consumer) {
        books.forEachInstrument(consumer);
    }

    @Override
    public @Nullable AccountLimits limits(long account) {
        return books.limits(account);
    }

    @Override
    public boolean isBlocked(long account) {
        return books.isBlocked(account);
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        books.writeTo(out);
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
        books.readFrom(in);
    }
}
