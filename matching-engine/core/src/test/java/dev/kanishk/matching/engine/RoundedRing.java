package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;

/** A ring of two that has gone round once, and two commands to put into it. */
abstract class RoundedRing {
    final Command first = cancel(11);
    final Command second = cancel(22);
    private final CommandRing ring = new CommandRing(2);
    private final Command read = new Command();

    RoundedRing() {
        for (int i = 0; i < 2; i++) {
            put(cancel(33));
            ring.advance();
            ring.tellRead();
        }
    }

    private static Command cancel(long orderId) {
        Command command = new Command();
        command.action = Action.CANCEL;
        command.orderId = orderId;
        command.reference = orderId;
        return command;
    }

    final void put(Command command) {
        long position = ring.claim();
        ring.publish(position, CommandCodec.encode(command, ring.bytes(), ring.command(position)));
    }

    /** Returns the next command's id, 0 if there is none, or -1 if it is not whole. */
    final long take() {
        if (!ring.hasNext()) {
            return 0;
        }
        long position = ring.next();
        CommandCodec.decode(ring.bytes(), ring.command(position), ring.length(position), read);
        ring.advance();
        return read.orderId == read.reference ? read.orderId : -1;
    }
}
