package dev.kanishk.scheduler.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker's lock on a file, and a look at those of the others. */
final class SqliteLiveness implements Liveness {
    private final Path workers;
    private final WorkerLock lock;

    SqliteLiveness(Path workers, WorkerLock lock) {
        this.workers = workers;
        this.lock = lock;
    }

    @Override
    public String worker() {
        return lock.worker();
    }

    @Override
    public List<String> watch(List<String> others) {
        List<String> gone = new ArrayList<>();
        for (String other : others) {
            try {
                if (WorkerLock.isGone(workers, other)) {
                    gone.add(other);
                }
            } catch (IOException e) {
                throw new StoreException("cannot tell whether worker " + other + " lives: " + e, e);
            }
        }
        return gone;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StoreException("cannot leave as worker " + worker() + ": " + e, e);
        }
    }
}
