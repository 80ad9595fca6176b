package dev.kanishk.matching.command;

import static dev.kanishk.matching.command.CommandCodec.pick;
import static dev.kanishk.matching.command.CommandCodec.unsigned;

import dev.kanishk.matching.instrument.Allocation;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import dev.kanishk.matching.instrument.Symbols;
import java.nio.ByteBuffer;

/** The records that a command may carry, at the end of its bytes. */
@SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
final class DefinitionCodec {
    static final int INSTRUMENT_BYTES = 104;
    static final int LIMITS_BYTES = 40;

    private static final Allocation[] ALLOCATIONS = Allocation.values();
    private static final Phase[] PHASES = Phase.values();

    private DefinitionCodec() {}

    /** Writes the record of an action that has one; returns where it ends. */
    static int encode(Command command, ByteBuffer to, int offset) {
        Instrument definition = command.definition;
        if (command.action == Action.ADD_INSTRUMENT && definition != null) {
            encode(definition, to, offset);
            return offset + INSTRUMENT_BYTES;
        }
        AccountLimits limits = command.limits;
        if (command.action == Action.SET_LIMITS && limits != null) {
            encode(limits, to, offset);
            return offset + LIMITS_BYTES;
        }
        return offset;
    }

    static void decode(ByteBuffer from, int offset, Command into) {
        try {
            if (into.action == Action.ADD_INSTRUMENT) {
                into.definition = instrument(from, offset);
            } else {
                into.limits = limits(from, offset);
            }
        } catch (EncodingException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new EncodingException(into.action + ": " + e.getMessage(), e);
        }
    }

    private static void encode(Instrument of, ByteBuffer to, int offset) {
        int terms =
                of.allocation().ordinal()
                        | of.firstPhase().ordinal() << 8
                        | (of.checksBalances() ? 1 << 16 : 0);
        to.putLong(offset, unsigned(of.id()) | (long) terms << 32);
        to.putLong(offset + 8, Long.reverseBytes(Symbols.pack(of.symbol(), 0)));
        to.putLong(offset + 16, Long.reverseBytes(Symbols.pack(of.symbol(), Long.BYTES)));
        to.putLong(offset + 24, of.tickSize());
        to.putLong(offset + 32, of.lotSize());
        to.putLong(offset + 40, of.quantityMax());
        to.putLong(offset + 48, pair(of.bandPpm(), of.interruptionPpm()));
        to.putLong(offset + 56, of.interruptionNanos());
        to.putLong(offset + 64, pair(of.makerFeePpm(), of.takerFeePpm()));
        to.putLong(offset + 72, unsigned(of.auctionFeePpm()));
        to.putLong(offset + 80, of.referencePrice());
        to.putLong(offset + 88, of.dayEndNanos());
        to.putLong(offset + 96, pair(of.baseAsset(), of.quoteAsset()));
    }

    private static Instrument instrument(ByteBuffer from, int offset) {
        long first = from.getLong(offset);
        int checksBalances = (int) (first >>> 48);
        long auctionFee = from.getLong(offset + 72);
        if (checksBalances > 1 || auctionFee >>> 32 != 0) {
            throw new EncodingException("the reserved bytes of an instrument are not 0");
        }
        long bands = from.getLong(offset + 48);
        long fees = from.getLong(offset + 64);
        long assets = from.getLong(offset + 96);
        return new Instrument(
                (int) first,
                symbol(from, offset + 8),
                from.getLong(offset + 24),
                from.getLong(offset + 32),
                from.getLong(offset + 40),
                pick(ALLOCATIONS, first >>> 32 & 0xFF, "allocation"),
                (int) bands,
                (int) (bands >>> 32),
                from.getLong(offset + 56),
                (int) fees,
                (int) (fees >>> 32),
                (int) auctionFee,
                from.getLong(offset + 80),
                from.getLong(offset + 88),
                (int) assets,
                (int) (assets >>> 32),
                checksBalances == 1,
                pick(PHASES, first >>> 40 & 0xFF, "firstPhase"));
    }

    /** Bytes that are no UTF-8 would come back as others, and are refused for that. */
    private static String symbol(ByteBuffer from, int offset) {
        long high = Long.reverseBytes(from.getLong(offset));
        long low = Long.reverseBytes(from.getLong(offset + Long.BYTES));
        String symbol = Symbols.text(high, low);
        if (Symbols.pack(symbol, 0) != high || Symbols.pack(symbol, Long.BYTES) != low) {
            throw new EncodingException(
                    "the symbol '" + symbol + "' is not 1 to 16 bytes of UTF-8");
        }
        return symbol;
    }

    private static void encode(AccountLimits of, ByteBuffer to, int offset) {
        to.putLong(offset, of.orderQuantityMax());
        to.putLong(offset + 8, of.orderNotionalMax());
        to.putLong(offset + 16, pair(of.collarPpm(), of.openOrdersMax()));
        to.putLong(offset + 24, of.positionMax());
        to.putLong(offset + 32, pair(of.ordersPerSecondMax(), of.burstMax()));
    }

    private static AccountLimits limits(ByteBuffer from, int offset) {
        long open = from.getLong(offset + 16);
        long rate = from.getLong(offset + 32);
        return new AccountLimits(
                from.getLong(offset),
                from.getLong(offset + 8),
                (int) open,
                (int) (open >>> 32),
                from.getLong(offset + 24),
                (int) rate,
                (int) (rate >>> 32));
    }

    private static long pair(int low, int high) {
        return unsigned(low) | (long) high << 32;
    }
}
