package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.CommandCodec;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Two writers claim the two places of a ring that has gone round: both commands are there. */
@JCStressTest
@Outcome(
        id = {"11, 22", "22, 11"},
        expect = Expect.ACCEPTABLE,
        desc = "whole commands, each once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a command is lost, in part, or there twice")
@State
public class RingClaimStress {
    private final CommandRing ring = new CommandRing(2);
    private final Command first = cancel(11);
    private final Command second = cancel(22);
    private final Command read = new Command();

    public RingClaimStress() {
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
    }

    @Actor
    public void otherWriter() {
        put(second);
    }

    @Arbiter
    public void reader(JJ_Result seen) {
        seen.r1 = take();
        seen.r2 = take();
    }
}
