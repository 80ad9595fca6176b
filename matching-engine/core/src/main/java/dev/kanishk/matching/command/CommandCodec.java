package dev.kanishk.matching.command;

import dev.kanishk.matching.instrument.Phase;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Commands as bytes: little-endian, 24 bytes of header, what the action always has, then what it
 * may have. A plain new order takes 64 bytes, a cancel 32, a replace 48; every length is a multiple
 * of 8. The offsets are on the page {@code matching-engine-encoding} of the reference.
 *
 * <p>The fields that an action does not look at are not stored, and neither is {@link
 * Command#sequence}: whoever keeps the bytes keeps the sequence. Nothing is allocated, except for
 * the records of {@link Action#ADD_INSTRUMENT} and {@link Action#SET_LIMITS}. No state: any thread
 * may call it.
 *
 * <p>A field of a command that holds a reference is written only if it changes: a reference stored
 * into an object of the old generation costs G1 a memory fence, and a {@link Command} that is
 * filled again and again ends there.
 */
@SuppressWarnings("EnumOrdinal") // the order of the constants is part of the format
public final class CommandCodec {
    /** The version of the encoding, in each command's second byte. */
    public static final int VERSION = 1;

    /** The longest encoding of a command. */
    public static final int MAX_BYTES = 144;

    static final int HAS_ACCOUNT = 1;
    static final int HAS_SESSION = 1 << 1;
    static final int HAS_DISPLAY_QUANTITY = 1 << 2;
    static final int HAS_STOP_PRICE = 1 << 3;
    static final int HAS_EXPIRE_TIME = 1 << 4;
    static final int HAS_RECORD = 1 << 5;
    static final int CANCEL_ON_DISCONNECT = 1 << 6;
    static final int CHECKED = 1 << 7;

    private static final int TIME = 8;
    private static final int REFERENCE = 16;
    private static final int BODY = 24;
    private static final int NEW_BYTES = 64;
    private static final int SENDER = HAS_ACCOUNT | HAS_SESSION;
    private static final int LONGS =
            SENDER | HAS_DISPLAY_QUANTITY | HAS_STOP_PRICE | HAS_EXPIRE_TIME;
    private static final int NEW_FLAGS =
            HAS_DISPLAY_QUANTITY
                    | HAS_STOP_PRICE
                    | HAS_EXPIRE_TIME
                    | CANCEL_ON_DISCONNECT
                    | CHECKED;

    private static final Action[] ACTIONS = Action.values();
    private static final Side[] SIDES = Side.values();
    private static final OrderType[] TYPES = OrderType.values();
    private static final TimeInForce[] TIMES_IN_FORCE = TimeInForce.values();
    private static final SelfTrade[] SELF_TRADES = SelfTrade.values();
    private static final Phase[] PHASES = Phase.values();
    private static final RejectReason[] REASONS = RejectReason.values();

    private CommandCodec() {}

    /**
     * Writes a command. The buffer's position and limit stay as they are.
     *
     * @param command the command
     * @param to where to
     * @param offset where its first byte goes; {@link #MAX_BYTES} from there on always suffice
     * @return how many bytes were written, a multiple of 8
     * @throws IndexOutOfBoundsException if there is no room; some bytes may have been written
     * @throws IllegalArgumentException if the buffer is not little-endian
     */
    public static int encode(Command command, ByteBuffer to, int offset) {
        requireLittleEndian(to);
        if (command.action == Action.NEW) {
            return encodeNew(command, to, offset);
        }
        int flags =
                (command.account == Command.ABSENT ? 0 : HAS_ACCOUNT)
                        | (command.session == Command.NO_SESSION ? 0 : HAS_SESSION);
        int at = offset + BODY;
        switch (command.action) {
            case CANCEL, MALFORMED -> {
                to.putLong(at, command.orderId);
                at += 8;
            }
            case REPLACE -> {
                to.putLong(at, command.orderId);
                to.putLong(at + 8, command.price);
                to.putLong(at + 16, command.quantity);
                at += 24;
            }
            case MASS_CANCEL -> {
                to.putLong(at, unsigned(command.sides));
                at += 8;
            }
            case SET_PHASE -> {
                to.putLong(at, command.phase.ordinal());
                at += 8;
                flags |= command.expireTimeNanos == Command.ABSENT ? 0 : HAS_EXPIRE_TIME;
            }
            case SET_REFERENCE_PRICE -> {
                to.putLong(at, command.price);
                at += 8;
            }
            case ADJUST_BALANCE -> {
                to.putLong(at, command.quantity);
                to.putLong(at + 8, unsigned(command.asset));
                at += 16;
            }
            case ADD_INSTRUMENT -> flags |= command.definition == null ? 0 : HAS_RECORD;
            case SET_LIMITS -> flags |= command.limits == null ? 0 : HAS_RECORD;
            default -> {}
        }
        to.putLong(offset, head(command, flags));
        to.putLong(offset + TIME, command.timeNanos);
        to.putLong(offset + REFERENCE, command.reference);
        at = encodeOptions(command, flags, to, at);
        if ((flags & HAS_RECORD) != 0) {
            at = DefinitionCodec.encode(command, to, at);
        }
        return at - offset;
    }

    private static int encodeNew(Command command, ByteBuffer to, int offset) {
        int flags =
                (command.cancelOnDisconnect ? CANCEL_ON_DISCONNECT : 0)
                        | (command.checked ? CHECKED : 0);
        int length = NEW_BYTES;
        if (command.displayQuantity != Command.ABSENT) {
            to.putLong(offset + length, command.displayQuantity);
            flags |= HAS_DISPLAY_QUANTITY;
            length += 8;
        }
        if (command.stopPrice != Command.ABSENT) {
            to.putLong(offset + length, command.stopPrice);
            flags |= HAS_STOP_PRICE;
            length += 8;
        }
        if (command.expireTimeNanos != Command.ABSENT) {
            to.putLong(offset + length, command.expireTimeNanos);
            flags |= HAS_EXPIRE_TIME;
            length += 8;
        }
        int terms =
                command.side.ordinal()
                        | command.type.ordinal() << 8
                        | command.timeInForce.ordinal() << 16
                        | command.selfTrade.ordinal() << 24;
        to.putLong(offset, head(command, flags));
        to.putLong(offset + 8, command.timeNanos);
        to.putLong(offset + 16, command.reference);
        to.putLong(offset + 24, command.orderId);
        to.putLong(offset + 32, command.price);
        to.putLong(offset + 40, command.quantity);
        to.putLong(offset + 48, command.account);
        to.putLong(offset + 56, unsigned(command.session) | (long) terms << 32);
        return length;
    }

    private static long head(Command command, int flags) {
        RejectReason reason = command.verdict;
        int verdict = reason == null ? 0 : reason.ordinal() + 1;
        int all = command.checked ? flags | CHECKED : flags;
        int word = command.action.ordinal() | VERSION << 8 | all << 16 | verdict << 24;
        return unsigned(word) | (long) command.instrument << 32;
    }

    private static int encodeOptions(Command command, int flags, ByteBuffer to, int offset) {
        int at = offset;
        if ((flags & HAS_ACCOUNT) != 0) {
            to.putLong(at, command.account);
            at += 8;
        }
        if ((flags & HAS_SESSION) != 0) {
            to.putLong(at, unsigned(command.session));
            at += 8;
        }
        if ((flags & HAS_EXPIRE_TIME) != 0) {
            to.putLong(at, command.expireTimeNanos);
            at += 8;
        }
        return at;
    }

    /**
     * Reads a command. The buffer's position and limit stay as they are. Every field of {@code
     * into} is set: those that the action does not have to their first values, {@link
     * Command#sequence} to 0.
     *
     * @param from where from
     * @param offset where its first byte is
     * @param length how many bytes it has
     * @param into is filled
     * @throws EncodingException if the bytes are no command; {@code into} may then hold anything
     * @throws IndexOutOfBoundsException if {@code from} has no such bytes
     * @throws IllegalArgumentException if the buffer is not little-endian
     */
    public static void decode(ByteBuffer from, int offset, int length, Command into) {
        requireLittleEndian(from);
        Objects.checkFromIndexSize(offset, length, from.limit());
        if (length < BODY) {
            throw new EncodingException(
                    "a command has " + length + " bytes: it takes " + BODY + " or more");
        }
        long head = from.getLong(offset);
        int action = (int) head & 0xFF;
        int flags = (int) (head >>> 16) & 0xFF;
        if ((head >>> 8 & 0xFF) != VERSION
                || action >= ACTIONS.length
                || length != lengthOf(action, flags)) {
            throw notACommand(head, length);
        }
        into.sequence = 0;
        into.instrument = (int) (head >>> 32);
        into.checked = (flags & CHECKED) != 0;
        setVerdict(into, (int) (head >>> 24) & 0xFF);
        setAction(into, ACTIONS[action]);
        clearRare(into);
        if (action == 0) {
            decodeNew(from, offset, flags, into);
        } else {
            into.timeNanos = from.getLong(offset + TIME);
            into.reference = from.getLong(offset + REFERENCE);
            clearOrder(into);
            int at = decodeBody(from, offset + BODY, into);
            at = decodeOptions(from, at, flags, into);
            if ((flags & HAS_RECORD) != 0) {
                DefinitionCodec.decode(from, at, into);
            }
        }
    }

    private static void decodeNew(ByteBuffer from, int offset, int flags, Command into) {
        into.timeNanos = from.getLong(offset + 8);
        into.reference = from.getLong(offset + 16);
        into.orderId = from.getLong(offset + 24);
        into.price = from.getLong(offset + 32);
        into.quantity = from.getLong(offset + 40);
        into.account = from.getLong(offset + 48);
        long last = from.getLong(offset + 56);
        into.session = (int) last;
        setSide(into, pick(SIDES, last >>> 32 & 0xFF, "side"));
        setType(into, pick(TYPES, last >>> 40 & 0xFF, "type"));
        setTimeInForce(into, pick(TIMES_IN_FORCE, last >>> 48 & 0xFF, "timeInForce"));
        setSelfTrade(into, pick(SELF_TRADES, last >>> 56, "selfTrade"));
        into.cancelOnDisconnect = (flags & CANCEL_ON_DISCONNECT) != 0;
        int at = offset + NEW_BYTES;
        if ((flags & LONGS) == 0) {
            into.displayQuantity = Command.ABSENT;
            into.stopPrice = Command.ABSENT;
            into.expireTimeNanos = Command.ABSENT;
        } else {
            decodeOptions(from, at, flags, into);
        }
    }

    private static int decodeBody(ByteBuffer from, int offset, Command into) {
        return switch (into.action) {
            case CANCEL, MALFORMED -> {
                into.orderId = from.getLong(offset);
                yield offset + 8;
            }
            case REPLACE -> {
                into.orderId = from.getLong(offset);
                into.price = from.getLong(offset + 8);
                into.quantity = from.getLong(offset + 16);
                yield offset + 24;
            }
            case MASS_CANCEL -> {
                into.sides = requireInt(from.getLong(offset), "sides");
                yield offset + 8;
            }
            case SET_PHASE -> {
                into.phase = pick(PHASES, from.getLong(offset), "phase");
                yield offset + 8;
            }
            case SET_REFERENCE_PRICE -> {
                into.price = from.getLong(offset);
                yield offset + 8;
            }
            case ADJUST_BALANCE -> {
                into.quantity = from.getLong(offset);
                into.asset = requireInt(from.getLong(offset + 8), "asset");
                yield offset + 16;
            }
            default -> offset;
        };
    }

    /** The options follow one another in the order of their bits. */
    private static int decodeOptions(ByteBuffer from, int offset, int flags, Command into) {
        int at = offset;
        if ((flags & HAS_ACCOUNT) != 0) {
            into.account = from.getLong(at);
            at += 8;
        }
        if ((flags & HAS_SESSION) != 0) {
            into.session = requireInt(from.getLong(at), "session");
            at += 8;
        }
        into.displayQuantity = Command.ABSENT;
        into.stopPrice = Command.ABSENT;
        into.expireTimeNanos = Command.ABSENT;
        if ((flags & HAS_DISPLAY_QUANTITY) != 0) {
            into.displayQuantity = from.getLong(at);
            at += 8;
        }
        if ((flags & HAS_STOP_PRICE) != 0) {
            into.stopPrice = from.getLong(at);
            at += 8;
        }
        if ((flags & HAS_EXPIRE_TIME) != 0) {
            into.expireTimeNanos = from.getLong(at);
            at += 8;
        }
        return at;
    }

    /** Returns the length, or -1 if the action does not take these flags. */
    private static int lengthOf(int action, int flags) {
        if (action == 0) {
            return (flags & ~NEW_FLAGS) != 0 ? -1 : NEW_BYTES + 8 * Integer.bitCount(flags & LONGS);
        }
        int allowed = SENDER | CHECKED;
        int length = BODY;
        switch (ACTIONS[action]) {
            case CANCEL, MALFORMED, MASS_CANCEL, SET_REFERENCE_PRICE -> length += 8;
            case REPLACE -> length += 24;
            case ADJUST_BALANCE -> length += 16;
            case SET_PHASE -> {
                length += 8;
                allowed |= HAS_EXPIRE_TIME;
            }
            case ADD_INSTRUMENT -> {
                allowed |= HAS_RECORD;
                length += (flags & HAS_RECORD) == 0 ? 0 : DefinitionCodec.INSTRUMENT_BYTES;
            }
            case SET_LIMITS -> {
                allowed |= HAS_RECORD;
                length += (flags & HAS_RECORD) == 0 ? 0 : DefinitionCodec.LIMITS_BYTES;
            }
            default -> {}
        }
        return (flags & ~allowed) != 0 ? -1 : length + 8 * Integer.bitCount(flags & LONGS);
    }

    private static void requireLittleEndian(ByteBuffer buffer) {
        if (buffer.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalArgumentException(
                    "the buffer is BIG_ENDIAN: call order(ByteOrder.LITTLE_ENDIAN) on it");
        }
    }

    private static EncodingException notACommand(long head, int length) {
        long version = head >>> 8 & 0xFF;
        if (version != VERSION) {
            return new EncodingException(
                    "a command's version is " + version + ": this release reads " + VERSION);
        }
        int action = (int) head & 0xFF;
        if (action >= ACTIONS.length) {
            return new EncodingException(
                    "a command's action is " + action + ": use 0 to " + (ACTIONS.length - 1));
        }
        int flags = (int) (head >>> 16) & 0xFF;
        int expected = lengthOf(action, flags);
        return new EncodingException(
                expected < 0
                        ? "a command's flags are " + flags + ", not all for " + ACTIONS[action]
                        : ACTIONS[action] + " has " + length + " bytes: it takes " + expected);
    }

    static long unsigned(int value) {
        return value & 0xFFFF_FFFFL;
    }

    /** The four bytes after the value are reserved, and 0. */
    private static int requireInt(long word, String name) {
        if (word >>> 32 != 0) {
            throw new EncodingException(
                    "the 4 bytes after " + name + " are " + (word >>> 32) + ": use 0");
        }
        return (int) word;
    }

    static <E> E pick(E[] values, long ordinal, String name) {
        if (ordinal < 0 || ordinal >= values.length) {
            throw new EncodingException(
                    name + " is " + ordinal + ": use 0 to " + (values.length - 1));
        }
        return values[(int) ordinal];
    }

    private static void setAction(Command into, Action value) {
        if (into.action != value) {
            into.action = value;
        }
    }

    private static void setSide(Command into, Side value) {
        if (into.side != value) {
            into.side = value;
        }
    }

    private static void setType(Command into, OrderType value) {
        if (into.type != value) {
            into.type = value;
        }
    }

    private static void setTimeInForce(Command into, TimeInForce value) {
        if (into.timeInForce != value) {
            into.timeInForce = value;
        }
    }

    private static void setSelfTrade(Command into, SelfTrade value) {
        if (into.selfTrade != value) {
            into.selfTrade = value;
        }
    }

    private static void setVerdict(Command into, int stored) {
        RejectReason value = stored == 0 ? null : pick(REASONS, stored - 1L, "verdict");
        if (into.verdict != value) {
            into.verdict = value;
        }
    }

    /** Clears what neither a new order nor a change of one has. */
    private static void clearRare(Command into) {
        into.sides = Command.BOTH_SIDES;
        into.asset = 0;
        if (into.phase != Phase.CONTINUOUS) {
            into.phase = Phase.CONTINUOUS;
        }
        if (into.definition != null) {
            into.definition = null;
        }
        if (into.limits != null) {
            into.limits = null;
        }
    }

    private static void clearOrder(Command into) {
        into.orderId = Command.ABSENT;
        into.account = Command.ABSENT;
        into.session = Command.NO_SESSION;
        into.price = Command.ABSENT;
        into.quantity = Command.ABSENT;
        into.cancelOnDisconnect = false;
        setSide(into, Side.BUY);
        setType(into, OrderType.LIMIT);
        setTimeInForce(into, TimeInForce.GTC);
        setSelfTrade(into, SelfTrade.NONE);
    }
}
