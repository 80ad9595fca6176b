package dev.kanishk.agents.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/*
 * What the platform's structured concurrency will be once it is no preview: no task outlives the
 * call, an error of one interrupts the others, and interrupting the caller interrupts all.
 */
/** Runs tasks at the same time, each on a virtual thread, and waits for all of them. */
final class Scope {
    private Scope() {}

    static <T> List<T> all(List<? extends Callable<T>> tasks) throws InterruptedException {
        BlockingQueue<FutureTask<T>> ended = new LinkedBlockingQueue<>();
        List<FutureTask<T>> forks = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Callable<T> task : tasks) {
            FutureTask<T> fork =
                    new FutureTask<>(task) {
                        @Override
                        protected void done() {
                            ended.add(this);
                        }
                    };
            forks.add(fork);
            threads.add(Thread.ofVirtual().name("agent-task").start(fork));
        }
        boolean whole = false;
        try {
            for (int i = 0; i < forks.size(); i++) {
                ended.take().get();
            }
            whole = true;
            return forks.stream().map(FutureTask::resultNow).toList();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            if (!whole) {
                threads.forEach(Thread::interrupt);
                join(threads);
            }
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause)
            throws InterruptedException {
        return switch (cause) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            case InterruptedException interrupted -> throw interrupted;
            case null, default -> new IllegalStateException(cause);
        };
    }

    private static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
