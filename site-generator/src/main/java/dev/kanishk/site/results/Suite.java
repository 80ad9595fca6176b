package dev.kanishk.site.results;

import java.util.List;

/**
 * A JMH suite.
 *
 * @param name such as {@code collections} or {@code peers-collections}
 * @param classes its classes in order of name, each from the set that won for it
 */
public record Suite(String name, List<BenchmarkClass> classes) {
    /** Copies the classes. */
    public Suite {
        classes = List.copyOf(classes);
    }

    /** {@return whether the suite compares ours with others} */
    public boolean comparesPeers() {
        return name.startsWith("peers-");
    }
}
