package dev.kanishk.benchmarks.peers.matching.challenge;

import java.util.Arrays;

/**
 * Messages in the order they arrive, 24 bytes each. Immutable.
 *
 * <p>A message's sequence number is its index. Order ids are dense, from 1. The first {@link
 * #prefill} messages fill the books and are not to be timed.
 */
final class OrderFlow {
    static final int NEW = 0;
    static final int CANCEL = 1;
    static final int MODIFY = 2;

    static final int SYMBOLS_MAX = 1 << 20;
    static final int MESSAGES_MAX = 100_000_000;

    private static final int WORDS = 3;
    private static final int BUY_BIT = 4;
    private static final int IMMEDIATE_BIT = 8;
    private static final int SYMBOL_SHIFT = 8;
    private static final int QUANTITY_SHIFT = 32;

    private final long[] words;
    private final int length;
    private final int prefill;
    private final int symbols;
    private final long orderIdMax;

    private OrderFlow(Builder builder, int prefill) {
        this.words = Arrays.copyOf(builder.words, builder.length * WORDS);
        this.length = builder.length;
        this.prefill = prefill;
        this.symbols = builder.symbols;
        this.orderIdMax = builder.orderIdMax;
    }

    int length() {
        return length;
    }

    int prefill() {
        return prefill;
    }

    int symbols() {
        return symbols;
    }

    long orderIdMax() {
        return orderIdMax;
    }

    int kind(int at) {
        return (int) words[at * WORDS] & 3;
    }

    boolean buy(int at) {
        return (words[at * WORDS] & BUY_BIT) != 0;
    }

    boolean immediate(int at) {
        return (words[at * WORDS] & IMMEDIATE_BIT) != 0;
    }

    int symbol(int at) {
        return (int) words[at * WORDS] >>> SYMBOL_SHIFT;
    }

    int quantity(int at) {
        return (int) (words[at * WORDS] >>> QUANTITY_SHIFT);
    }

    long orderId(int at) {
        return words[at * WORDS + 1];
    }

    long price(int at) {
        return words[at * WORDS + 2];
    }

    /** Hands the messages from one index to another, exclusive, to an engine. */
    void replay(Engine engine, int from, int to) {
        for (int at = from; at < to; at++) {
            long head = words[at * WORDS];
            long orderId = words[at * WORDS + 1];
            int symbol = (int) head >>> SYMBOL_SHIFT;
            int kind = (int) head & 3;
            if (kind == CANCEL) {
                engine.onCancel(at, symbol, orderId);
            } else {
                boolean buy = (head & BUY_BIT) != 0;
                long price = words[at * WORDS + 2];
                int quantity = (int) (head >>> QUANTITY_SHIFT);
                if (kind == NEW) {
                    boolean immediate = (head & IMMEDIATE_BIT) != 0;
                    engine.onNew(at, symbol, orderId, buy, immediate, price, quantity);
                } else {
                    engine.onModify(at, symbol, orderId, buy, price, quantity);
                }
            }
        }
    }

    /** Gathers messages. */
    static final class Builder {
        private long[] words;
        private int length;
        private int symbols = 1;
        private long orderIdMax;

        Builder(int expected) {
            words = new long[Math.max(16, expected) * WORDS];
        }

        int length() {
            return length;
        }

        void onNew(
                int symbol,
                long orderId,
                boolean buy,
                boolean immediate,
                long price,
                int quantity) {
            int flags = (buy ? BUY_BIT : 0) | (immediate ? IMMEDIATE_BIT : 0);
            add(NEW | flags, symbol, orderId, price, quantity);
        }

        void onCancel(int symbol, long orderId) {
            add(CANCEL, symbol, orderId, 0, 0);
        }

        void onModify(int symbol, long orderId, boolean buy, long price, int quantity) {
            add(MODIFY | (buy ? BUY_BIT : 0), symbol, orderId, price, quantity);
        }

        private void add(int head, int symbol, long orderId, long price, int quantity) {
            if (length == MESSAGES_MAX) {
                throw new IllegalStateException("a flow holds at most " + MESSAGES_MAX);
            }
            if (symbol < 0 || symbol >= SYMBOLS_MAX) {
                throw new IllegalArgumentException("symbol " + symbol + ": use 0 to 2^20 - 1");
            }
            if (quantity < 0) {
                throw new IllegalArgumentException("quantity " + quantity + " is negative");
            }
            if (words.length == length * WORDS) {
                words = Arrays.copyOf(words, words.length * 2);
            }
            int at = length++ * WORDS;
            words[at] = head | (long) symbol << SYMBOL_SHIFT | (long) quantity << QUANTITY_SHIFT;
            words[at + 1] = orderId;
            words[at + 2] = price;
            symbols = Math.max(symbols, symbol + 1);
            orderIdMax = Math.max(orderIdMax, orderId);
        }

        /** Returns the flow; its first messages, so many, only fill the books. */
        OrderFlow build(int prefill) {
            return new OrderFlow(this, prefill);
        }
    }
}
