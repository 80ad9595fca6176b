package dev.kanishk.benchmarks.peers.matching.pipeline;

/** Takes numbered commands, and tells an {@link Arrivals} when each is done. */
interface Target {
    /**
     * Hands over a command without waiting; the same one again if there was no room.
     *
     * @param number its number: the one after the last that was taken
     * @return whether there was room
     */
    boolean offer(long number);
}
