package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Phase;
import org.jspecify.annotations.Nullable;

/** Carries out the commands that are no order, cancel or replace. */
final class Administration {
    private final BookListener listener;
    private final LiveOrders live;
    private final InstrumentBooks books;
    private final PhaseControl phases;
    private final Auctions auctions;
    private final MassCancels massCancels;

    Administration(
            LiveOrders live,
            InstrumentBooks books,
            PhaseControl phases,
            Auctions auctions,
            MassCancels massCancels) {
        this.listener = live.listener;
        this.live = live;
        this.books = books;
        this.phases = phases;
        this.auctions = auctions;
        this.massCancels = massCancels;
    }

    void time(Command command) {
        if (command.instrument == Command.EVERY_INSTRUMENT) {
            for (int index = 0; index < books.size(); index++) {
                tick(books.at(index), command.timeNanos);
            }
            return;
        }
        InstrumentBook book = books.get(command.instrument);
        if (book == null) {
            reject(Command.EVERY_INSTRUMENT, command, RejectReason.UNKNOWN_INSTRUMENT);
        } else {
            tick(book, command.timeNanos);
        }
    }

    private void tick(InstrumentBook book, long timeNanos) {
        phases.advance(book, timeNanos);
        if (book.phase.isAuction()) {
            auctions.indicate(book);
        }
    }

    void cancelMany(Command command) {
        boolean named =
                switch (command.action) {
                    case KILL_SWITCH -> command.account != Command.ABSENT;
                    case DISCONNECT -> command.session != Command.NO_SESSION;
                    default ->
                            (command.account != Command.ABSENT
                                            || command.session != Command.NO_SESSION)
                                    && command.sides >= 1
                                    && command.sides <= Command.BOTH_SIDES;
                };
        if (!named) {
            reject(Command.EVERY_INSTRUMENT, command, RejectReason.INVALID_COMMAND);
            return;
        }
        long count = 0;
        if (command.action == Action.MASS_CANCEL
                && command.instrument != Command.EVERY_INSTRUMENT) {
            InstrumentBook book = books.get(command.instrument);
            if (book == null) {
                reject(Command.EVERY_INSTRUMENT, command, RejectReason.UNKNOWN_INSTRUMENT);
                return;
            }
            phases.advance(book, command.timeNanos);
            count = massCancels.cancel(book, command);
        } else {
            if (command.action == Action.KILL_SWITCH && !block(command, true)) {
                return;
            }
            for (int index = 0; index < books.size(); index++) {
                phases.advance(books.at(index), command.timeNanos);
                count += massCancels.cancel(books.at(index), command);
            }
        }
        listener.onDone(command, count);
    }

    private boolean block(Command command, boolean blocks) {
        int account = live.accounts.findOrAdd(command.account);
        if (account < 0) {
            reject(Command.EVERY_INSTRUMENT, command, RejectReason.CAPACITY_REACHED);
            return false;
        }
        live.accounts.block(account, blocks);
        return true;
    }

    void administer(Command command) {
        RejectReason reason =
                switch (command.action) {
                    case ADD_INSTRUMENT -> books.add(command);
                    case SET_PHASE -> setPhase(command);
                    case SET_REFERENCE_PRICE -> setReferencePrice(command);
                    default -> changeAccount(command);
                };
        if (reason != null) {
            reject(instrumentOf(command), command, reason);
        } else if (command.action != Action.SET_PHASE) {
            listener.onDone(command, 0);
        }
    }

    /** Returns the instrument that an administrative command is about, as far as there is one. */
    private int instrumentOf(Command command) {
        return switch (command.action) {
            case ADD_INSTRUMENT ->
                    command.definition == null ? Command.EVERY_INSTRUMENT : command.definition.id();
            case SET_PHASE, SET_REFERENCE_PRICE ->
                    books.get(command.instrument) == null
                            ? Command.EVERY_INSTRUMENT
                            : command.instrument;
            default -> Command.EVERY_INSTRUMENT;
        };
    }

    private @Nullable RejectReason setPhase(Command command) {
        InstrumentBook book = books.get(command.instrument);
        if (book == null) {
            return RejectReason.UNKNOWN_INSTRUMENT;
        }
        phases.advance(book, command.timeNanos);
        if (command.phase == Phase.VOLATILITY_AUCTION) {
            return RejectReason.INVALID_PHASE;
        }
        long end = command.phase == Phase.HALTED ? command.expireTimeNanos : Command.ABSENT;
        if (end != Command.ABSENT && end <= book.clockNanos) {
            return RejectReason.INVALID_EXPIRY;
        }
        phases.setPhase(book, command.phase, end);
        return null;
    }

    private @Nullable RejectReason setReferencePrice(Command command) {
        InstrumentBook book = books.get(command.instrument);
        if (book == null) {
            return RejectReason.UNKNOWN_INSTRUMENT;
        }
        phases.advance(book, command.timeNanos);
        if (command.price < 1) {
            return RejectReason.INVALID_COMMAND;
        }
        book.referencePrice(command.price);
        return null;
    }

    private @Nullable RejectReason changeAccount(Command command) {
        Accounts accounts = live.accounts;
        if (command.account == Command.ABSENT
                || (command.action == Action.SET_LIMITS && command.limits == null)
                || (command.action == Action.ADJUST_BALANCE
                        && command.quantity == Command.ABSENT)) {
            return RejectReason.INVALID_COMMAND;
        }
        int account = accounts.findOrAdd(command.account);
        if (account < 0) {
            return RejectReason.CAPACITY_REACHED;
        }
        if (command.action == Action.RELEASE_ACCOUNT) {
            accounts.block(account, false);
        } else if (command.limits != null && command.action == Action.SET_LIMITS) {
            accounts.limits(account, command.limits);
        } else {
            int row = accounts.balanceOrAdd(account, command.asset);
            if (row == 0) {
                return RejectReason.CAPACITY_REACHED;
            }
            long total = accounts.total(row);
            if (command.quantity > 0 && total + command.quantity < total) {
                return RejectReason.INVALID_COMMAND;
            }
            if (command.quantity < 0 && accounts.free(row) + command.quantity < 0) {
                return RejectReason.INSUFFICIENT_BALANCE;
            }
            accounts.addTotal(row, command.quantity);
        }
        return null;
    }

    private void reject(int instrument, Command command, RejectReason reason) {
        listener.onRejected(instrument, command.orderId, command.account, command.session, reason);
    }
}
