package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Circuit;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The circuits of types and targets (M. Nygard, <em>Release It!</em>). Each process looks at its
 * own last attempts, as a ring of bits, to open one; an open one is the store's, so that all
 * processes see it. Who wants to probe moves its time on in the store first, by as long as a probe
 * may take: one worker wins, and if it never reports, another may try after that time. Results of
 * other jobs that come while a circuit is open change nothing.
 *
 * <p>What a beat says of a circuit counts only if the beat was sent after the last change of it
 * from here.
 */
final class Circuits {
    /** What an attempt says about whatever its handler depends on. */
    enum Verdict {
        /** It answers. */
        WORKS,
        /** It does not. */
        FAILS,
        /** Nothing: the attempt was given up for other reasons. */
        UNKNOWN
    }

    /** The most targets that are disabled from here. */
    static final int MAX_DISABLED = 1_000;

    /** When one may be probed that only a person closes. */
    static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    private static final int MAX_WINDOWS = 10_000;
    private static final String DISABLED = "disabled:";

    private static final class Window {
        private final BitSet failed = new BitSet();
        private int next;

        boolean isOpenedBy(boolean failure, BreakerPolicy policy) {
            failed.set(next, failure);
            next = (next + 1) % policy.window();
            return failed.cardinality() >= policy.failures();
        }
    }

    /** A circuit that is open, and when that was learned. */
    private record Known(Circuit circuit, long learnedNanos) {}

    private final Map<String, Window> windows =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
                    return size() > MAX_WINDOWS;
                }
            };
    private final Map<String, Known> open = new HashMap<>();
    private final Set<String> changing = new HashSet<>();

    /** When those were closed from here that a beat may still call open. */
    private final Map<String, Long> closed = new HashMap<>();

    private long opened;

    /** Those of targets that are disabled, by target. Replaced as a whole, and read by others. */
    private volatile Map<String, Circuit> disabled = Map.of();

    static String ofType(String type) {
        return "type:" + type;
    }

    static String ofTarget(String target) {
        return "target:" + target;
    }

    /** The circuit of a target that is disabled; no job is behind it, handlers ask for it. */
    static Circuit ofDisabled(String target) {
        return new Circuit(DISABLED + target, 1, true, NEVER, 0);
    }

    /** {@return the targets that are disabled; for use by any thread} */
    Map<String, Circuit> disabled() {
        return disabled;
    }

    private void publishDisabled() {
        Map<String, Circuit> now = new HashMap<>();
        open.forEach((name, known) -> {
            if (name.startsWith(DISABLED)) {
                now.put(name.substring(DISABLED.length()), known.circuit());
            }
        });
        if (!now.equals(disabled)) {
            disabled = Map.copyOf(now);
        }
    }

    @Nullable Circuit open(String name) {
        Known known = open.get(name);
        return known == null ? null : known.circuit();
    }

    /** {@return the names of those that are open} */
    Set<String> open() {
        return open.keySet();
    }

    boolean anyOpen() {
        return !open.isEmpty();
    }

    /** Whether one that is open may be opened half now. */
    boolean mayProbe(Circuit circuit, Instant storeNow) {
        return !changing.contains(circuit.name()) && !storeNow.isBefore(circuit.until());
    }

    /** How often one opened here that was closed. */
    long opened() {
        return opened;
    }

    /** Counts an attempt of a circuit; gives the circuit if that opens it. */
    @Nullable Circuit record(
            String name, boolean failed, BreakerPolicy policy, Instant storeNow, long nowNanos) {
        if (open.containsKey(name)) {
            return null;
        }
        Window window = windows.computeIfAbsent(name, n -> new Window());
        if (!window.isOpenedBy(failed, policy)) {
            return null;
        }
        windows.remove(name);
        opened++;
        Circuit circuit = new Circuit(name, 1, true, storeNow.plus(policy.openFor()), 0);
        open.put(name, new Known(circuit, nowNanos));
        changing.add(name);
        return circuit;
    }

    /** What to ask the store for in order to probe. */
    Circuit halfOpen(Circuit circuit, BreakerPolicy policy, Instant storeNow) {
        changing.add(circuit.name());
        return new Circuit(
                circuit.name(),
                circuit.epoch() + 1,
                true,
                storeNow.plus(policy.probeTimeout()),
                circuit.failedProbes());
    }

    /** What to tell the store of a probe's result. */
    Circuit probed(Circuit halfOpen, Verdict verdict, BreakerPolicy policy, Instant storeNow) {
        changing.add(halfOpen.name());
        int failed = halfOpen.failedProbes() + (verdict == Verdict.FAILS ? 1 : 0);
        Instant until = verdict == Verdict.FAILS ? storeNow.plus(policy.openFor(failed)) : storeNow;
        return new Circuit(
                halfOpen.name(), halfOpen.epoch() + 1, verdict != Verdict.WORKS, until, failed);
    }

    /** A change was made, or another worker had been first. */
    void changed(Circuit circuit, boolean accepted, long nowNanos) {
        changing.remove(circuit.name());
        if (accepted && circuit.open()) {
            open.put(circuit.name(), new Known(circuit, nowNanos));
        } else if (accepted) {
            open.remove(circuit.name());
            closed.put(circuit.name(), nowNanos);
        }
        publishDisabled();
    }

    /** A change failed; the next beat tells whether it was made. */
    void changeFailed(Circuit circuit) {
        changing.remove(circuit.name());
    }

    /** Takes over what a beat says. */
    void learn(List<Circuit> all, long sentNanos) {
        closed.values().removeIf(at -> at - sentNanos < 0);
        Set<String> named = new HashSet<>();
        for (Circuit circuit : all) {
            named.add(circuit.name());
            Known known = open.get(circuit.name());
            boolean news = known == null || isOlder(known, sentNanos);
            if (news && !closed.containsKey(circuit.name())) {
                open.put(circuit.name(), new Known(circuit, sentNanos));
            }
        }
        open.values()
                .removeIf(known ->
                        !named.contains(known.circuit().name()) && isOlder(known, sentNanos));
        publishDisabled();
    }

    private boolean isOlder(Known known, long sentNanos) {
        return known.learnedNanos() - sentNanos < 0 && !changing.contains(known.circuit().name());
    }
}
