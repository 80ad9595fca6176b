package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.store.WorkerSession;
import dev.kanishk.scheduler.testing.StoreFaults.Fate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One worker of a {@link Simulation}. */
final class SimulatedNode {
    private static final long MS = 1_000_000;

    private final Simulation world;
    private final WorkerSession session;
    private final Dispatcher dispatcher;
    private final long clockOffset;
    private final double clockRate;
    private final Set<Execution> running = new HashSet<>();
    private final Set<Execution> stubborn = new HashSet<>();
    private boolean alive = true;
    private long cutOffUntil;
    private long wakeUp;

    SimulatedNode(Simulation world) {
        this.world = world;
        this.session = world.store.join();
        this.clockOffset = world.random.nextLong(-600_000 * MS, 600_000 * MS);
        this.clockRate = 0.99 + world.random.nextDouble() * 0.02;
        session.limit(
                Simulation.POLICIES.entrySet().stream()
                        .map(type -> type.getValue().limit(type.getKey()))
                        .toList());
        this.dispatcher =
                new Dispatcher(
                        Simulation.POLICIES,
                        Simulation.SLOTS,
                        session.lease(),
                        session.beatEvery(),
                        new SplittableRandom(world.random.nextLong()),
                        local());
        session.onSignal(signal -> {
            for (int i = world.happens(0.05) ? 2 : 1; i > 0 && !isLost(); i--) {
                arrive(new Event.Signalled(signal), delay());
            }
        });
        world.after(0, this::step);
    }

    private boolean isLost() {
        return isCutOff() || (world.isFaulty() && world.happens(0.1));
    }

    private boolean isCutOff() {
        return world.now < cutOffUntil;
    }

    WorkerSession session() {
        return session;
    }

    void vanish() {
        alive = false;
        world.store.kill(session.worker());
    }

    void cutOffUntil(long time) {
        cutOffUntil = time;
    }

    private long local() {
        return clockOffset + (long) (world.now * clockRate);
    }

    private long delay() {
        return world.random.nextLong(20 * MS);
    }

    private void arrive(Event event, long delay) {
        world.after(
                delay,
                () -> {
                    if (alive) {
                        dispatcher.handle(event, local());
                        step();
                    }
                });
    }

    private void step() {
        if (!alive) {
            return;
        }
        for (Action action : dispatcher.decide(local())) {
            perform(action);
        }
        long next = dispatcher.nextDecision(local());
        long number = ++wakeUp;
        world.at(
                (long) Math.ceil((next - clockOffset) / clockRate) + 1,
                () -> {
                    if (number == wakeUp) {
                        step();
                    }
                });
    }

    private void perform(Action action) {
        switch (action) {
            case StoreCall call -> world.after(delay(), () -> carryOut(call));
            case Action.Run run -> start(run.execution());
            case Action.Interrupt interrupt -> {
                Execution execution = interrupt.execution();
                if (!stubborn.contains(execution)) {
                    end(execution, new InterruptedException(), delay());
                }
            }
            case Action.Report report -> {}
        }
    }

    private void carryOut(StoreCall call) {
        if (!alive) {
            return;
        }
        Fate fate = isCutOff() ? Fate.NOT_CARRIED_OUT : world.anyFate();
        Event reply = world.carryOut(call, this, fate);
        boolean repeatable = !(call instanceof StoreCall.TakeJobs);
        if (repeatable && world.isFaulty() && !isCutOff() && world.happens(0.05)) {
            Event second = world.carryOut(call, this, Fate.CARRIED_OUT);
            reply = world.happens(0.5) ? second : reply;
        }
        arrive(reply, isCutOff() ? 1_000 * MS : delay());
    }

    private void start(Execution execution) {
        world.started(execution);
        running.add(execution);
        Map<String, Integer> ofType = new HashMap<>();
        running.forEach(one -> ofType.merge(one.type().name(), 1, Integer::sum));
        assertThat(running).hasSizeLessThanOrEqualTo(Simulation.SLOTS);
        assertThat(ofType.getOrDefault("plain", 0)).isLessThanOrEqualTo(Simulation.LOCAL_CAP);
        String type = execution.claim().request().type();
        if (type.equals("poison") && world.isFaulty()) {
            world.after(delay(), () -> killIfRunning(execution));
        }
        boolean hangs = world.isFaulty() && world.happens(0.05);
        if (hangs && world.happens(0.5)) {
            stubborn.add(execution);
        }
        long work = hangs ? 10_000 * MS : world.random.nextLong(600 * MS);
        String target = Objects.requireNonNullElse(execution.claim().request().target(), "");
        boolean down = target.equals("host0") && world.isFaulty();
        end(execution, down ? new IllegalStateException("down") : outcome(), work);
    }

    private void killIfRunning(Execution execution) {
        if (running.contains(execution)) {
            world.kill(this, execution.claim().id());
        }
    }

    private @Nullable Throwable outcome() {
        if (!world.isFaulty() || world.happens(0.7)) {
            return null;
        }
        return world.happens(0.2)
                ? new PermanentFailureException("no")
                : new TimeoutException("not now");
    }

    private void end(Execution execution, @Nullable Throwable thrown, long in) {
        world.after(
                in,
                () -> {
                    if (alive && running.remove(execution)) {
                        dispatcher.handle(new Event.HandlerEnded(execution, thrown), local());
                        step();
                    }
                });
    }
}
