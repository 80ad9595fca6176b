package dev.kanishk.scheduler.server.chaos;

/** What is done to a fleet. */
enum Fault {
    /** A worker's process is ended with SIGKILL; another is started. */
    KILL("kill -9 worker %d"),
    /** All workers, one after the other, are told to stop with SIGTERM and replaced. */
    ROLL("restart all workers, one after the other"),
    /** A job is enqueued that ends the process of whoever runs it. */
    POISON("enqueue a job that ends its worker"),
    /** A worker stands still with SIGSTOP, for longer than its lease. */
    STOP("stop worker %d for longer than its lease"),
    /** A worker that stands still goes on. */
    CONTINUE("let worker %d go on"),
    /** All connections to the database are ended by it. */
    DISCONNECT("end all connections to the database");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    String text(int worker) {
        return text.formatted(worker);
    }
}
