package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import java.util.function.IntUnaryOperator;

/**
 * Finds the shard of each command of a flow in which cancels and replaces name orders alone, and
 * ids are used once over all instruments.
 *
 * <p>A cancel or replace is given the instrument of its order, or keeps its own if the id was never
 * used. A new order whose id was used for another instrument is given to the shard that knows the
 * id, under that instrument, so that it is rejected {@link RejectReason#DUPLICATE_ORDER} as one
 * shard would; it also has this as its verdict, so that it can trade nowhere if that shard had no
 * room for the first order. An id is used once its order has an instrument, a quantity, and a price
 * if it needs one, as the contract says.
 *
 * <p>Memory: 6 to 7 bytes for each used id if ids follow one another, about 100 if they are far
 * apart. New orders beyond the bound have the verdict {@link RejectReason#CAPACITY_REACHED}. Not
 * thread-safe.
 */
public final class ShardRouting {
    /** The ids that are remembered unless told otherwise, if they follow one another. */
    public static final int ORDER_IDS_MAX_DEFAULT = 1 << 27;

    private static final int IDS_A_PAGE = 16;

    private final int shards;
    private final IntUnaryOperator shardOf;
    private final OrderInstruments orders;

    /**
     * Routes instruments to shards in turn.
     *
     * @param shards how many shards there are
     */
    public ShardRouting(int shards) {
        this(shards, instrument -> instrument % shards, ORDER_IDS_MAX_DEFAULT);
    }

    /**
     * Routes instruments as told.
     *
     * @param shards how many shards there are, 1 or more
     * @param shardOf the shard of each instrument, from 0
     * @param orderIdsMax how many ids are remembered if they follow one another, a sixteenth of
     *     that if they are far apart; 16 to 2^30
     */
    public ShardRouting(int shards, IntUnaryOperator shardOf, int orderIdsMax) {
        if (shards < 1) {
            throw new IllegalArgumentException("shards is " + shards + ": use 1 or more");
        }
        if (orderIdsMax < IDS_A_PAGE || orderIdsMax > 1 << 30) {
            throw new IllegalArgumentException(
                    "orderIdsMax is " + orderIdsMax + ": use 16 to 2^30");
        }
        this.shards = shards;
        this.shardOf = shardOf;
        this.orders = new OrderInstruments(orderIdsMax / IDS_A_PAGE);
    }

    /**
     * Finds a command's shard, and names its instrument if it is a cancel or replace.
     *
     * @param command the command; changed as the class says
     * @return the shard, from 0; 0 for commands that concern no instrument
     */
    public int route(Command command) {
        switch (command.action) {
            case NEW -> routeNew(command);
            case CANCEL, REPLACE -> {
                int known = orders.get(command.orderId);
                command.instrument = known == OrderInstruments.NONE ? command.instrument : known;
            }
            case MALFORMED, NOTHING -> {
                return 0;
            }
            default -> {}
        }
        return shardOf(command.instrument);
    }

    /**
     * Returns an instrument's shard.
     *
     * @param instrument the instrument
     * @return its shard, from 0; 0 for those that are none
     */
    public int shardOf(int instrument) {
        boolean isOne = instrument >= 0 && instrument != InstrumentNumbers.NO_INSTRUMENT;
        int shard = isOne ? shardOf.applyAsInt(instrument) : 0;
        if (shard < 0 || shard >= shards) {
            throw new IllegalStateException(
                    "instrument " + instrument + " has shard " + shard + " of " + shards);
        }
        return shard;
    }

    private void routeNew(Command command) {
        int known = orders.get(command.orderId);
        if (known != OrderInstruments.NONE) {
            if (known != command.instrument) {
                command.instrument = known;
                refuse(command, RejectReason.DUPLICATE_ORDER);
            }
            return;
        }
        boolean limited = command.type == OrderType.LIMIT || command.type == OrderType.STOP_LIMIT;
        boolean uses =
                command.instrument != InstrumentNumbers.NO_INSTRUMENT
                        && command.quantity >= 1
                        && (!limited || command.price >= 1);
        if (uses && !orders.put(command.orderId, command.instrument)) {
            refuse(command, RejectReason.CAPACITY_REACHED);
        }
    }

    private static void refuse(Command command, RejectReason reason) {
        command.checked = true;
        command.verdict = reason;
    }
}
