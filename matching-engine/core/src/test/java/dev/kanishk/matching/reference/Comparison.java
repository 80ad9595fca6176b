package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs commands against the reference and other books, and finds the first difference. */
final class Comparison {
    private static final int ACCOUNTS = 4;
    private static final int INSTRUMENTS = 7;
    private static final int ASSETS = 3;

    private static final int RESTART_EVERY = 97;

    private final Function<BookListener, Books> reference;
    private final Function<BookListener, Books> maker;

    Comparison(Function<BookListener, Books> reference, Function<BookListener, Books> maker) {
        this.reference = reference;
        this.maker = maker;
    }

    /** The first difference, with all that led to it, or null. */
    @Nullable String difference(List<Command> commands) {
        EventLog expectedEvents = new EventLog();
        EventLog events = new EventLog();
        ShadowBook shadow = new ShadowBook();
        Books expected = reference.apply(expectedEvents);
        Books books = maker.apply(new BothListeners(events, shadow));
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            expectedEvents.clear();
            events.clear();
            expected.apply(command);
            String problem = apply(command, books, expectedEvents, events);
            if (problem == null) {
                boolean restarts = i % RESTART_EVERY == RESTART_EVERY - 1;
                problem = stateProblem(expected, books, shadow, restarts);
            }
            if (problem != null) {
                return "%s after the last of these:%n%s  expected:%n%s  actual:%n%s"
                        .formatted(
                                problem,
                                text(commands.subList(0, i + 1)),
                                expectedEvents.text(),
                                events.text());
            }
        }
        return null;
    }

    private static @Nullable String apply(
            Command command, Books books, EventLog expected, EventLog actual) {
        try {
            books.apply(command);
        } catch (RuntimeException | AssertionError e) {
            return described(e);
        }
        return expected.sameAs(actual) ? null : "other events";
    }

    private static @Nullable String stateProblem(
            Books expected, Books books, ShadowBook shadow, boolean restarts) {
        try {
            if (restarts) {
                books.restart();
            }
            shadow.verify(books);
            books.verify();
            return stateDifference(expected, books);
        } catch (RuntimeException | AssertionError e) {
            return described(e);
        }
    }

    private static String described(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return thrown + " at " + Arrays.toString(Arrays.copyOf(trace, Math.min(8, trace.length)));
    }

    private static String text(List<Command> commands) {
        StringBuilder text = new StringBuilder();
        commands.forEach(c -> text.append("    ").append(ScenarioText.of(c)).append('\n'));
        return text.toString();
    }

    private static @Nullable String stateDifference(Books reference, Books books) {
        List<Long> expected = state(reference);
        List<Long> actual = state(books);
        return expected.equals(actual)
                ? null
                : "state %s instead of %s (live, orders, positions, balances)"
                        .formatted(actual, expected);
    }

    private static List<Long> state(Books books) {
        List<Long> state = new ArrayList<>();
        state.add((long) books.liveOrders());
        books.forEachResting((instrument, side, price, id, open, shown) -> {
            state.add((long) instrument);
            state.add(side == Side.BUY ? 0L : 1L);
            state.add(price);
            state.add(id);
            state.add(open);
            state.add(shown);
        });
        for (int account = 1; account <= ACCOUNTS; account++) {
            for (int instrument = 1; instrument <= INSTRUMENTS; instrument++) {
                state.add(books.position(account, instrument));
            }
            for (int asset = 1; asset <= ASSETS; asset++) {
                state.add(books.balance(account, asset));
            }
        }
        return state;
    }

    /** The shortest part of a flow found that still shows a difference (delta debugging). */
    List<Command> shrink(List<Command> commands) {
        List<Command> shortest = commands;
        for (int chunk = Math.max(1, shortest.size() / 2); chunk >= 1; chunk /= 2) {
            boolean again = true;
            while (again) {
                again = false;
                for (int from = 0; from < shortest.size(); ) {
                    List<Command> fewer = new ArrayList<>(shortest.subList(0, from));
                    int to = Math.min(shortest.size(), from + chunk);
                    fewer.addAll(shortest.subList(to, shortest.size()));
                    if (difference(fewer) != null) {
                        shortest = fewer;
                        again = chunk == 1;
                    } else {
                        from = to;
                    }
                }
            }
        }
        return shortest;
    }
}
