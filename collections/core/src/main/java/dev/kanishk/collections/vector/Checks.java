package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.NativeAccess;

/**
 * How much is checked, by system properties that are read once: the compiler sees constants.
 *
 * <ul>
 *   <li>{@code dev.kanishk.collections.checks}: {@code capacity} (the default), {@code size}, or
 *       {@code none}, as {@code package-info} describes them.
 *   <li>{@code dev.kanishk.collections.debug}: {@code true} to catch the use of cursors, slices and
 *       lists that a later operation invalidated.
 * </ul>
 */
final class Checks {
    static final String CHECKS_PROPERTY = "dev.kanishk.collections.checks";
    static final String DEBUG_PROPERTY = "dev.kanishk.collections.debug";

    /** Whether {@code get} and {@code set} check against the size, always. */
    static final boolean AGAINST_SIZE;

    /** Whether {@code get} and {@code set} check nothing. */
    static final boolean NONE;

    /** Whether invalidated cursors, slices and lists are caught. */
    static final boolean DEBUG = Boolean.getBoolean(DEBUG_PROPERTY);

    static {
        String level = System.getProperty(CHECKS_PROPERTY, "capacity");
        AGAINST_SIZE = level.equals("size");
        NONE = level.equals("none") && NativeAccess.isEnabled();
        if (!level.equals("capacity") && !level.equals("size") && !level.equals("none")) {
            throw new IllegalArgumentException(
                    CHECKS_PROPERTY + " is capacity, size or none, not " + level);
        }
    }

    private Checks() {}
}
