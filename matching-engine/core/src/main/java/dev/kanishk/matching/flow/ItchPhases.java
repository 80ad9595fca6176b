package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.instrument.Phase;
import org.jspecify.annotations.Nullable;

/** The phases of stocks by locate code, of which there are 65,536. */
@SuppressWarnings("EnumOrdinal") // a byte an instrument; it never leaves this class
final class ItchPhases {
    private static final int LOCATES = 1 << 16;
    private static final Phase[] PHASES = Phase.values();

    /** By trading actions: one more than the phase, 0 for a stock that was not named. */
    private final byte[] phases = new byte[LOCATES];

    private final boolean[] halted = new boolean[LOCATES];

    static @Nullable Phase ofTradingState(char state) {
        return switch (state) {
            case 'T' -> Phase.CONTINUOUS;
            case 'Q' -> Phase.OPENING_AUCTION;
            case 'H', 'P' -> Phase.HALTED;
            default -> null;
        };
    }

    boolean isKnown(int locate) {
        return phases[locate] != 0;
    }

    void add(int locate) {
        phases[locate] = (byte) (Phase.CONTINUOUS.ordinal() + 1);
    }

    Phase get(int locate) {
        return halted[locate] || phases[locate] == 0 ? Phase.HALTED : PHASES[phases[locate] - 1];
    }

    /** Takes a trading action; makes a command of it if the phase is another then. */
    void set(Command command, Phase phase) {
        Phase before = get(command.instrument);
        phases[command.instrument] = (byte) (phase.ordinal() + 1);
        tell(command, before);
    }

    /** Takes the beginning or the end of an operational halt. */
    void halt(Command command, boolean begins) {
        Phase before = get(command.instrument);
        halted[command.instrument] = begins;
        tell(command, before);
    }

    private void tell(Command command, Phase before) {
        Phase after = get(command.instrument);
        if (after != before) {
            command.action = Action.SET_PHASE;
            command.phase = after;
        }
    }
}
