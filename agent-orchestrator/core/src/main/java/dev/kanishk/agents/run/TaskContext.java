package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.Entry;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.graph.DidNotHappenException;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.NodeContext;
import dev.kanishk.agents.graph.StreamEvent;
import dev.kanishk.agents.graph.SuspendedException;
import dev.kanishk.agents.graph.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * Random numbers and ids are not journaled: they are derived from the run's seed and the task's
 * place, so they are the same again without having been written. Times and charges are written with
 * whatever the node writes next; nobody outside can have seen them before that, since an effect
 * writes what is pending before it is made.
 */
/** A task's place in its run. Each attempt has its own. */
final class TaskContext implements NodeContext {
    private static final String EFFECT = "effect";
    private static final String RESULT = "result";
    private static final String NOW = "now";
    private static final String ERROR = "error";

    /** The effect whose call is under way in this thread. */
    private record Scope(TaskContext context, String prefix) {}

    private static final ScopedValue<Scope> SCOPE = ScopedValue.newInstance();

    /** What a context needs of the run that it belongs to. */
    interface Run {
        String name();

        long seed();

        Instant now();

        /** Writes entries to the log and into the task's journal, durable if {@code now}. */
        void write(int task, List<Entry> entries, boolean now);

        void emit(StreamEvent.Mode mode, Task task, JsonNode payload);

        /** Says what is spent of the budgets; empty if nothing. */
        String spent();

        /** Tells whether the run is executed, or replayed from its journal alone. */
        boolean isLive();
    }

    private final Run run;
    private final Task task;
    private final int step;
    private final int attempt;
    private final List<Event> journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> ordinals = new HashMap<>();
    private final List<Entry> pending = new ArrayList<>();
    private final List<ObjectNode> written = new ArrayList<>();
    private @Nullable Suspension suspension;
    private volatile boolean closed;

    TaskContext(Run run, Task task, int step, int attempt, List<Event> journal) {
        this.run = run;
        this.task = task;
        this.step = step;
        this.attempt = attempt;
        this.journal = journal;
    }

    @Override
    public String run() {
        return run.name();
    }

    @Override
    public String node() {
        return task.node();
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public int task() {
        return task.index();
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public <T> @Nullable T argument(Class<T> type) {
        return task.argument() == null
                ? null
                : Json.read(task.argument(), type, "the argument of node '" + node() + "'");
    }

    /** Ends the attempt: no write is under way any more, and none is begun. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    @Nullable Suspension suspension() {
        lock.lock();
        try {
            return suspension;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what is to be written with the commit, or with the failure. */
    List<Entry> takePending() {
        lock.lock();
        try {
            List<Entry> taken = List.copyOf(pending);
            pending.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new GraphException(
                    "node '" + node() + "' of run '" + run() + "' has ended: nothing more is kept");
        }
    }

    private Entry entry(Kind kind, ObjectNode payload) {
        return new Entry(kind, node(), step, task(), Json.write(payload, "what a node records"));
    }

    private void write(Entry entry, boolean now) {
        checkOpen();
        List<Entry> entries = new ArrayList<>(pending);
        entries.add(entry);
        pending.clear();
        run.write(task(), entries, now);
    }

    private List<ObjectNode> entries(Kind kind) {
        List<ObjectNode> found = new ArrayList<>();
        for (Event event : List.copyOf(journal)) {
            if (event.kind() == kind) {
                found.add(Json.readObject(event.payload(), "event " + event.sequence()));
            }
        }
        return found;
    }

    private String ordinal(String name) {
        String scoped = scope() + name;
        return scoped + "#" + ordinals.merge(scoped, 1, Integer::sum);
    }

    private String scope() {
        return SCOPE.isBound() && SCOPE.get().context() == this ? SCOPE.get().prefix() : "";
    }

    @Override
    public void record(Kind kind, ObjectNode payload) {
        if (kind != Kind.MODEL_CALL && kind != Kind.TOOL_CALL && kind != Kind.NOTE) {
            throw new GraphException("a node records MODEL_CALL, TOOL_CALL or NOTE, not " + kind);
        }
        lock.lock();
        try {
            if (!run.isLive()) {
                repeat(kind, payload);
                return;
            }
            write(entry(kind, payload), false);
        } finally {
            lock.unlock();
        }
    }

    /** A replay may only record again what was recorded. */
    private void repeat(Kind kind, ObjectNode payload) {
        List<ObjectNode> rest = entries(kind);
        written.forEach(rest::remove);
        ObjectNode same = Json.readObject(Json.write(payload, "a record"), "a record");
        if (!rest.contains(same)) {
            throw new ReplayException(
                    "node '" + node() + "' records what it had not: " + kind + " " + payload);
        }
        written.add(same);
    }

    @Override
    public List<ObjectNode> recorded(Kind kind) {
        lock.lock();
        try {
            return entries(kind);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void charge(Usage usage) {
        lock.lock();
        try {
            if (run.isLive() && !usage.equals(Usage.NONE)) {
                checkOpen();
                pending.add(entry(Kind.USAGE, Records.usage(usage)));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void checkBudget() {
        lock.lock();
        try {
            if (!run.isLive()) {
                return;
            }
            if (!pending.isEmpty()) {
                checkOpen();
                run.write(task(), List.copyOf(pending), false);
                pending.clear();
            }
            String spent = run.spent();
            if (!spent.isEmpty()) {
                suspend(new Suspension.BudgetSpent(run(), id("budget"), node(), spent));
            }
        } finally {
            lock.unlock();
        }
    }

    private String id(String what) {
        return step + "." + task() + "#" + what;
    }

    private SuspendedException suspend(Suspension reason) {
        if (suspension == null) {
            suspension = reason;
        }
        throw new SuspendedException(
                "node '" + node() + "' of run '" + run() + "' waits: " + reason);
    }

    /** Waits for what a run inside of this task waits for. */
    void suspendFor(List<Suspension> inner, String prefix) {
        Suspension first = inner.getFirst();
        String id = prefix + first.id();
        suspend(
                switch (first) {
                    case Suspension.Interrupt it ->
                            new Suspension.Interrupt(
                                    it.run(),
                                    id,
                                    it.node(),
                                    it.when(),
                                    it.question(),
                                    it.problem());
                    case Suspension.BudgetSpent it ->
                            new Suspension.BudgetSpent(it.run(), id, it.node(), it.spent());
                    case Suspension.UnknownOutcome it ->
                            new Suspension.UnknownOutcome(
                                    it.run(), id, it.node(), it.effect(), it.idempotencyKey());
                });
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            String name = ordinal(NOW);
            for (ObjectNode known : entries(Kind.VALUE)) {
                if (known.has(name)) {
                    return Instant.parse(known.path(name).asText());
                }
            }
            if (!run.isLive()) {
                throw new ReplayException("node '" + node() + "' asks for a time it had not");
            }
            checkOpen();
            Instant now = run.now();
            pending.add(entry(Kind.VALUE, Records.object().put(name, now.toString())));
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RandomGenerator random() {
        lock.lock();
        try {
            return new SplittableRandom(hash(ordinal("random")).getMostSignificantBits());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public UUID newId() {
        lock.lock();
        try {
            return hash(ordinal("id"));
        } finally {
            lock.unlock();
        }
    }

    private UUID hash(String what) {
        byte[] text = (idempotencyKey() + "/" + what).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(
                ByteBuffer.allocate(Long.BYTES + text.length)
                        .putLong(run.seed())
                        .put(text)
                        .array());
    }

    @Override
    public <T> @Nullable T effect(
            String name, Class<T> type, boolean idempotent, Callable<? extends @Nullable T> call)
            throws Exception {
        String effect;
        lock.lock();
        try {
            effect = ordinal(name);
            JsonNode known = result(effect);
            if (known != null) {
                return Json.read(known.toString(), type, "the result of effect '" + effect + "'");
            }
            begin(effect, idempotent);
        } finally {
            lock.unlock();
        }
        T result;
        try {
            result = call(effect, call);
        } catch (InterruptedException e) {
            throw e;
        } catch (SuspendedException e) {
            if (!idempotent) {
                finish(effect, entry -> entry.put(ERROR, "it waits"));
            }
            throw e;
        } catch (DidNotHappenException e) {
            finish(effect, entry -> entry.put(ERROR, String.valueOf(e.getMessage())));
            throw e;
        } catch (Exception e) {
            if (!idempotent) {
                throw unknown(effect);
            }
            finish(effect, entry -> entry.put(ERROR, String.valueOf(e)));
            throw e;
        }
        String json = Json.write(result, "the result of effect '" + effect + "'");
        finish(effect, entry -> entry.set(RESULT, tree(json)));
        return Json.read(json, type, "the result of effect '" + effect + "'");
    }

    /** What is done inside is named after the effect: it is not done again, and is not counted. */
    private <T extends @Nullable Object> T call(String effect, Callable<? extends T> call)
            throws Exception {
        String prefix = effect + "/";
        return ScopedValue.where(SCOPE, new Scope(this, prefix)).call(call::call);
    }

    private static JsonNode tree(String json) {
        return Json.readObject("{\"v\":" + json + "}", "a result").get("v");
    }

    /** Returns the journaled result of an effect, of this or an earlier attempt; null if none. */
    private @Nullable JsonNode result(String effect) {
        JsonNode found = null;
        for (Event event : List.copyOf(journal)) {
            if (event.kind() == Kind.EFFECT || event.kind() == Kind.ANSWERED) {
                ObjectNode entry = Json.readObject(event.payload(), "event " + event.sequence());
                if (entry.path(EFFECT).asText().equals(effect) && entry.has(RESULT)) {
                    found = entry.get(RESULT);
                }
            }
        }
        return found;
    }

    private void begin(String effect, boolean idempotent) {
        if (!run.isLive()) {
            throw new ReplayException(
                    "node '" + node() + "' makes effect '" + effect + "', which it had not");
        }
        checkOpen();
        if (!idempotent) {
            boolean open = false;
            for (Event event : List.copyOf(journal)) {
                boolean mine =
                        Json.readObject(event.payload(), "event " + event.sequence())
                                .path(EFFECT)
                                .asText()
                                .equals(effect);
                if (mine && event.kind() != Kind.SUSPENDED) {
                    open = event.kind() == Kind.EFFECT_STARTED;
                }
            }
            if (open) {
                throw unknown(effect);
            }
            write(entry(Kind.EFFECT_STARTED, Records.object().put(EFFECT, effect)), true);
        } else if (!pending.isEmpty()) {
            run.write(task(), List.copyOf(pending), false);
            pending.clear();
        }
    }

    private SuspendedException unknown(String effect) {
        lock.lock();
        try {
            return suspend(
                    new Suspension.UnknownOutcome(
                            run(), id(EFFECT + ":" + effect), node(), effect, idempotencyKey()));
        } finally {
            lock.unlock();
        }
    }

    private void finish(String effect, Consumer<ObjectNode> outcome) {
        lock.lock();
        try {
            ObjectNode entry = Records.object().put(EFFECT, effect);
            outcome.accept(entry);
            write(entry(Kind.EFFECT, entry), false);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> T interrupt(@Nullable Object question, Class<T> answerType) {
        lock.lock();
        try {
            String id = id(ordinal("").replaceFirst("#(?=\\d+$)", ""));
            JsonNode answer = answer(id);
            String problem = "";
            if (answer != null) {
                try {
                    T read = Json.read(answer.toString(), answerType, "the answer");
                    if (read != null) {
                        return read;
                    }
                    problem = "the answer is null: give a " + answerType.getSimpleName();
                } catch (GraphException e) {
                    problem = String.valueOf(e.getMessage());
                }
            }
            if (!run.isLive()) {
                throw new ReplayException("node '" + node() + "' asks what it had not");
            }
            JsonNode asked = tree(Json.write(question, "a question"));
            throw suspend(
                    new Suspension.Interrupt(
                            run(), id, node(), Suspension.When.INSIDE, asked, problem));
        } finally {
            lock.unlock();
        }
    }

    /** Returns the last answer to an interrupt; null if there is none. */
    @Nullable JsonNode answer(String id) {
        JsonNode answer = null;
        for (ObjectNode entry : entries(Kind.ANSWERED)) {
            if (entry.path("id").asText().equals(id) && entry.has("answer")) {
                answer = entry.get("answer");
            }
        }
        return answer;
    }

    @Override
    public void emit(StreamEvent.Mode mode, JsonNode payload) {
        switch (mode) {
            case TOKENS, PROGRESS, CUSTOM -> {
                if (run.isLive() && !closed) {
                    run.emit(mode, task, payload);
                }
            }
            case VALUES, UPDATES, DEBUG ->
                    throw new GraphException(
                            "a node emits TOKENS, PROGRESS or CUSTOM; " + mode + " is of the log");
        }
    }

    @Override
    public boolean isWanted() {
        return !closed && !Thread.currentThread().isInterrupted();
    }
}
