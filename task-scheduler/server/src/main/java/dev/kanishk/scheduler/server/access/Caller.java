package dev.kanishk.scheduler.server.access;

import java.util.Set;

/**
 * On whose behalf a request is made.
 *
 * @param name for the audit
 * @param roles what the caller may do
 * @param types with jobs of which types
 */
public record Caller(String name, Set<Role> roles, JobTypes types) {
    /** Keeps the roles as they are. */
    public Caller {
        roles = Set.copyOf(roles);
    }

    /**
     * {@return a caller who may do everything}
     *
     * @param name for the audit
     */
    public static Caller admin(String name) {
        return new Caller(name, Set.of(Role.ADMIN), JobTypes.ALL);
    }

    /**
     * {@return whether the caller has a role, or one that includes it}
     *
     * @param role the role
     */
    public boolean may(Role role) {
        return roles.stream().anyMatch(own -> own.includes(role));
    }
}
