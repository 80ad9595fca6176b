package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A writer, a lap of a ring of two, and a reader: what is published is whole. */
@JCStressTest
@Outcome(
        id = {"0, 0", "11, 0", "11, 22"},
        expect = Expect.ACCEPTABLE,
        desc = "whole commands, each once, in their order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a command was seen in part, or twice")
@State
public class RingHandOverStress {
    private final CommandRing ring = new CommandRing(2);
    private final Command first = cancel(11);
    private final Command second = cancel(22);
    private final Command read = new Command();

    public RingHandOverStress() {
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

    private void put(Command command) {
        long position = ring.claim();
        ring.publish(position, CommandCodec.encode(command, ring.bytes(), ring.command(position)));
    }

    private long take() {
        if (!ring.hasNext()) {
            return 0;
        }
        long position = ring.next();
        CommandCodec.decode(ring.bytes(), ring.command(position), ring.length(position), read);
        ring.advance();
        return read.orderId == read.reference ? read.orderId : -1;
    }

    @Actor
    public void writer() {
        put(first);
        put(second);
    }

    @Actor
    public void reader(JJ_Result seen) {
        seen.r1 = take();
        seen.r2 = seen.r1 == 0 ? 0 : take();
    }
}
