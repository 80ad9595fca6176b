package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.WorkerSession;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out on threads what a dispatcher decides: one thread for the decisions, a few for calls
 * of the store, one of its own for each call of a handler.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int STORE_THREADS = 8;
    private static final long IDLE_SECONDS = 10;

    private final Dispatcher dispatcher;
    private final WorkerSession session;
    private final Map<String, Handler> handlers;
    private final List<JobListener> listeners;
    private final DisabledTargets disabled;
    private final Thread loop;
    private final ThreadPoolExecutor calls;
    private final ThreadFactory handlerThreads;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> questions = new ConcurrentLinkedQueue<>();
    private final IdentityHashMap<Execution, Thread> running = new IdentityHashMap<>();
    private final Map<Class<?>, Boolean> failing = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> awaitedTurn =
            new AtomicReference<>();
    private volatile boolean parked;
    private volatile boolean ended;

    Worker(
            Dispatcher dispatcher,
            WorkerSession session,
            Map<String, Handler> handlers,
            List<JobListener> listeners,
            ThreadFactory handlerThreads) {
        this.dispatcher = dispatcher;
        this.handlerThreads = handlerThreads;
        this.session = session;
        this.handlers = Map.copyOf(handlers);
        this.listeners = listeners;
        this.disabled = new DisabledTargets(dispatcher, session, this::tell);
        this.loop = Thread.ofPlatform().name("job-dispatcher").daemon().unstarted(this::loop);
        this.calls =
                new ThreadPoolExecutor(
                        STORE_THREADS,
                        STORE_THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name("job-store-", 0).daemon().factory());
        calls.allowCoreThreadTimeOut(true);
    }

    void start() {
        session.onSignal(signal -> tell(new Event.Signalled(signal)));
        loop.start();
    }

    void tell(Event event) {
        events.add(event);
        wake();
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(loop);
        }
    }

    DisabledTargets disabled() {
        return disabled;
    }

    /** Asks the dispatcher, on its thread. */
    <T> T ask(Function<Dispatcher, T> question) {
        if (Thread.currentThread() == loop) {
            // A listener asks.
            return question.apply(dispatcher);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        questions.add(() -> answer.complete(question.apply(dispatcher)));
        wake();
        if (ended) {
            answerAll();
        }
        return answer.join();
    }

    /**
     * Whether the dispatcher takes its turns: false if it has ended, or gives no answer in time.
     */
    boolean answers(Duration patience) throws InterruptedException {
        if (Thread.currentThread() == loop) {
            return !ended;
        }
        try {
            return turn().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("nothing fails it", e);
        }
    }

    boolean isStoreFailing() {
        return !failing.isEmpty();
    }

    /** One question for all who ask meanwhile: a loop that is stuck gathers none. */
    private CompletableFuture<Boolean> turn() {
        CompletableFuture<Boolean> fresh = new CompletableFuture<>();
        CompletableFuture<Boolean> asked = awaitedTurn.compareAndExchange(null, fresh);
        if (asked != null) {
            return asked;
        }
        questions.add(() -> {
            awaitedTurn.set(null);
            fresh.complete(!ended);
        });
        wake();
        if (ended) {
            answerAll();
        }
        return fresh;
    }

    private synchronized void answerAll() {
        for (Runnable question = questions.poll(); question != null; question = questions.poll()) {
            question.run();
        }
    }

    @SuppressWarnings("IllegalCatch") // a defect must not leave jobs hanging without a word
    private void loop() {
        try {
            while (step()) {
                // Until it has stopped.
            }
        } catch (RuntimeException | Error e) {
            LOG.error("the scheduler has a defect and ends; its jobs are given back", e);
            running.values().forEach(Thread::interrupt);
            leave();
        } finally {
            ended = true;
            answerAll();
        }
    }

    private boolean step() {
        answerAll();
        long now = System.nanoTime();
        for (Event event = events.poll(); event != null; event = events.poll()) {
            if (event instanceof Event.HandlerEnded handler) {
                running.remove(handler.execution());
            }
            dispatcher.handle(event, now);
        }
        dispatcher.decide(now).forEach(this::perform);
        if (dispatcher.isDone(now)) {
            return false;
        }
        long waitNanos = dispatcher.nextDecision(now) - System.nanoTime();
        if (waitNanos > 0) {
            parked = true;
            if (events.isEmpty() && questions.isEmpty()) {
                LockSupport.parkNanos(waitNanos);
            }
            parked = false;
        }
        return true;
    }

    private void perform(Action action) {
        switch (action) {
            case StoreCall call -> calls.execute(() -> call(call));
            case Action.Run run -> run(run.execution());
            case Action.Interrupt interrupt -> {
                Thread thread = running.get(interrupt.execution());
                if (thread != null) {
                    thread.interrupt();
                }
            }
            case Action.Report report -> report(report);
        }
    }

    private void run(Execution execution) {
        Handler handler = handlers.get(execution.type().name());
        if (handler == null) {
            throw new AssertionError("no handler of " + execution.type().name());
        }
        RunningJob job = new RunningJob(execution, handler, session, disabled, System::nanoTime);
        Thread thread = handlerThreads.newThread(() -> tell(job.run()));
        running.put(execution, thread);
        thread.start();
    }

    @SuppressWarnings("IllegalCatch") // whatever a store throws, its answer is waited for
    private void call(StoreCall call) {
        try {
            tell(call.carryOut(session));
            if (failing.remove(call.getClass()) != null) {
                LOG.info("the store answers again ({})", call.getClass().getSimpleName());
            }
        } catch (RuntimeException | Error e) {
            if (failing.putIfAbsent(call.getClass(), true) == null) {
                String name = call.getClass().getSimpleName();
                LOG.warn("the store fails ({}), trying again until it answers", name, e);
            }
            tell(new Event.CallFailed(call));
        }
    }

    @SuppressWarnings("IllegalCatch") // a listener's failure is its own
    private void report(Action.Report report) {
        if (listeners.isEmpty() && !LOG.isDebugEnabled()) {
            return;
        }
        JobEnd end = JobEnd.of(report);
        LOG.atDebug()
                .addKeyValue("job", end.id())
                .addKeyValue("jobType", end.request().type())
                .addKeyValue("attempt", end.attempt())
                .addKeyValue("outcome", end.outcome())
                .addKeyValue("runMs", end.ran().toMillis())
                .log("job ended");
        for (JobListener listener : listeners) {
            try {
                listener.ended(end);
            } catch (RuntimeException | Error e) {
                LOG.warn("a listener failed", e);
            }
        }
    }

    /** Stops; gives whether all that ran was done in time. */
    boolean stop(Duration grace) {
        tell(new Event.Stopping(grace));
        joinUninterruptibly();
        leave();
        calls.shutdown();
        return dispatcher.isStoppedInTime();
    }

    private void leave() {
        try {
            session.close();
        } catch (StoreException e) {
            LOG.warn("cannot leave the store; others take what is left when the lease is over", e);
        }
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                loop.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
