package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.instrument.Allocation;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.InstrumentBuilder;
import dev.kanishk.matching.instrument.Phase;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a flow is made of. */
enum TrafficProfile {
    /** Limit orders, cancels and replaces of one instrument, and little else. */
    PLAIN_LIMIT(95),
    /** All that there is, at once. */
    EVERYTHING(10),
    /** Phases change often. */
    AUCTIONS(50),
    /** Accounts with limits, kill switches, and instruments that check balances. */
    LIMITS_AND_BALANCES(60),
    /** Instruments that share orders by part. */
    PRO_RATA(40),
    /** Prices and quantities around the greatest numbers. */
    EXTREME(30),
    /** Prices that are far apart, so that no window of ticks holds two of them. */
    FAR_APART(60);

    private static final long TOP = Long.MAX_VALUE;

    private final int plainPercent;

    TrafficProfile(int plainPercent) {
        this.plainPercent = plainPercent;
    }

    /** How many of a hundred new orders are plain limit orders. */
    int plainPercent() {
        return plainPercent;
    }

    boolean checksAccounts() {
        return this == LIMITS_AND_BALANCES || this == EVERYTHING;
    }

    private static InstrumentBuilder of(int id) {
        return Instrument.builder(id, Traffic.symbol(id));
    }

    List<Instrument> instruments() {
        return switch (this) {
            case PLAIN_LIMIT, FAR_APART, EXTREME -> List.of(of(1).build());
            case EVERYTHING ->
                    List.of(
                            of(2).build(),
                            of(1).bandPpm(60_000)
                                    .referencePrice(100)
                                    .interruption(20_000, 700_000_000)
                                    .fees(-200_000, 300_000, 100_000)
                                    .dayEndNanos(3_600_000_000_000L)
                                    .build(),
                            of(7).allocation(Allocation.PRO_RATA).tickSize(2).lotSize(5).build(),
                            of(3).balances(1, 2).fees(10_000, 20_000, 50_000).build());
            case AUCTIONS ->
                    List.of(
                            of(1).firstPhase(Phase.OPENING_AUCTION).build(),
                            of(2).firstPhase(Phase.OPENING_AUCTION)
                                    .tickSize(3)
                                    .referencePrice(98)
                                    .interruption(10_000, 500_000_000)
                                    .build());
            case LIMITS_AND_BALANCES ->
                    List.of(
                            of(1).build(),
                            of(2).balances(1, 2).fees(-10_000, 30_000, 20_000).build(),
                            of(3).balances(3, 2)
                                    .fees(-30_000, -10_000, -20_000)
                                    .interruption(30_000, 0)
                                    .build());
            case PRO_RATA ->
                    List.of(
                            of(1).allocation(Allocation.PRO_RATA).build(),
                            of(2).allocation(Allocation.PRO_RATA)
                                    .lotSize(3)
                                    .interruption(20_000, 500_000_000)
                                    .build());
        };
    }

    /** How many of a thousand commands are of this kind; the rest are new orders. */
    int weightPerMille(Action action) {
        return switch (action) {
            case CANCEL -> 150;
            case REPLACE -> 120;
            case MASS_CANCEL -> this == PLAIN_LIMIT ? 2 : 10;
            case DISCONNECT -> this == PLAIN_LIMIT ? 2 : 10;
            case KILL_SWITCH -> checksAccounts() ? 6 : 0;
            case RELEASE_ACCOUNT -> checksAccounts() ? 12 : 0;
            case TIME -> this == PLAIN_LIMIT ? 2 : 20;
            case SET_PHASE ->
                    switch (this) {
                        case AUCTIONS -> 60;
                        case EVERYTHING, PRO_RATA, EXTREME, FAR_APART -> 15;
                        case LIMITS_AND_BALANCES -> 8;
                        case PLAIN_LIMIT -> 0;
                    };
            case SET_REFERENCE_PRICE -> this == PLAIN_LIMIT ? 0 : 8;
            case SET_LIMITS -> checksAccounts() ? 15 : 0;
            case ADJUST_BALANCE -> checksAccounts() ? 40 : 0;
            case MALFORMED, NOTHING, ADD_INSTRUMENT -> 2;
            case NEW -> 0;
        };
    }

    /** A price, now and then one that is not allowed. */
    long price(Instrument rules, RandomGenerator random) {
        if (random.nextInt(60) == 0) {
            return random.nextInt(-2, 4);
        }
        if (this == FAR_APART) {
            return random.nextInt(1, 4) * (1L << random.nextInt(61)) + random.nextInt(3);
        }
        if (this == EXTREME) {
            return switch (random.nextInt(6)) {
                case 0 -> TOP - random.nextInt(3);
                case 1 -> TOP / 2 + random.nextInt(3);
                case 2 -> (1L << 32) + random.nextInt(3) - 1;
                case 3 -> 1L + random.nextInt(2);
                default -> TOP - (1L << 40) + random.nextInt(3);
            };
        }
        long price = 100L + random.nextInt(-5, 6);
        return random.nextInt(20) == 0 ? price : price - price % rules.tickSize();
    }

    /** A quantity, now and then one that is not allowed. */
    long quantity(Instrument rules, RandomGenerator random) {
        if (random.nextInt(60) == 0) {
            return random.nextInt(-1, 2);
        }
        if (this == EXTREME && random.nextInt(3) == 0) {
            return switch (random.nextInt(3)) {
                case 0 -> TOP - random.nextInt(3);
                case 1 -> TOP / 2 + random.nextInt(3);
                default -> 1L << (20 + random.nextInt(42));
            };
        }
        if (this == PRO_RATA && random.nextInt(8) == 0) {
            return Instrument.PRO_RATA_QUANTITY_MAX / rules.lotSize() * rules.lotSize();
        }
        long lots = 1L + random.nextInt(30);
        return random.nextInt(20) == 0 ? lots : lots * rules.lotSize();
    }

    /** What an iceberg shows: not so little of a huge one that it had to be refilled for ever. */
    long displayQuantity(Instrument rules, RandomGenerator random) {
        if (this == EXTREME) {
            return random.nextInt(30) == 0 ? 1 : TOP / (1 + random.nextInt(4));
        }
        if (this == PRO_RATA) {
            return (1L + random.nextInt(3))
                    * (Instrument.PRO_RATA_QUANTITY_MAX / 4 / rules.lotSize() * rules.lotSize());
        }
        return (1L + random.nextInt(10)) * rules.lotSize();
    }
}
