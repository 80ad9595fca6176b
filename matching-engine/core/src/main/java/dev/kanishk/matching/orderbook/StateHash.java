package dev.kanishk.matching.orderbook;

/**
 * {@code h = mix(h + v)} for each 64-bit value in a fixed order, {@code mix} being the finalizer of
 * SplitMix64 (Steele, Lea, Flood, 2014): the same number on every JVM.
 */
final class StateHash {
    private long hash = 0x6B616E6973686BL;

    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    StateHash add(long value) {
        hash = mix(hash + value);
        return this;
    }

    long value() {
        return hash;
    }
}
