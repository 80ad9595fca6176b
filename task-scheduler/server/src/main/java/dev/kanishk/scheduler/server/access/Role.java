package dev.kanishk.scheduler.server.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a caller may do. */
public enum Role {
    /** Enqueue jobs; not see them. */
    SUBMIT,
    /** See jobs, types and figures. */
    READ,
    /** Cancel, redrive and discard jobs, pause and resume types; and what {@link #READ} may. */
    OPERATE,
    /** Everything, with jobs of every type. */
    ADMIN;

    /**
     * {@return whether who has this role may do what another is for}
     *
     * @param other the other
     */
    public boolean includes(Role other) {
        return this == other || this == ADMIN || (this == OPERATE && other == READ);
    }

    /** {@return the name in files and on command lines} */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(Role::text).collect(Collectors.joining(", "));
    }
}
