package dev.kanishk.scheduler.testing;

/** Decides which calls of a {@link MemoryStore}'s workers fail. */
@FunctionalInterface
public interface StoreFaults {
    /** What becomes of a call. */
    enum Fate {
        /** It is carried out, and its caller told. */
        CARRIED_OUT,
        /** It fails, and nothing was done. */
        NOT_CARRIED_OUT,
        /** It is carried out, and fails for its caller. */
        REPLY_LOST
    }

    /** No call fails. */
    StoreFaults NONE = (worker, call) -> Fate.CARRIED_OUT;

    /**
     * {@return what becomes of a call}
     *
     * @param worker whose call it is
     * @param call the name of the method
     */
    Fate of(String worker, String call);
}
