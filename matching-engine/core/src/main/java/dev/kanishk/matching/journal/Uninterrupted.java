package dev.kanishk.matching.journal;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Has something done by a thread of its own, which nobody can interrupt, and waits for it. */
final class Uninterrupted {
    /** An operation on a disk. */
    @FunctionalInterface
    interface Operation<T> {
        T run() throws IOException;
    }

    private Uninterrupted() {}

    /** Returns what the operation returns; an interrupt meanwhile is kept for the caller. */
    static <T> T call(Operation<T> operation) throws IOException {
        FutureTask<T> task = new FutureTask<>(operation::run);
        Thread.ofPlatform().daemon().name("journal-after-interrupt").start(task);
        return await(task);
    }

    /** Waits for a task; an interrupt meanwhile is kept for the caller. */
    static <T> T await(FutureTask<T> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
