package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Claim;
import dev.kanishk.scheduler.store.Lane;
import dev.kanishk.scheduler.store.Quota;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which lanes have due jobs in the store, and the jobs that were taken of them and wait for a slot.
 * Types get equal turns, so do the tenants of a type, and of a tenant's jobs those of a priority
 * get twice as many turns as those of the next lower one. What is asked of the store is shared out
 * in the same way, over many calls.
 */
final class Lanes {
    /** The most lanes that one call of the store names. */
    static final int MAX_QUOTAS = 128;

    /** After so many crashes another one is the last. */
    static final int LAST_CHANCE = 2;

    /** A job that waits for a slot. */
    private record Waiting(Claim claim, long takenNanos) {}

    private static final class LaneQueue extends Turns.Member {
        private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
        private final int priority;

        LaneQueue(int priority) {
            this.priority = priority;
        }

        @Override
        int weight() {
            return 1 << priority;
        }

        @Override
        boolean isEmpty() {
            return queue.isEmpty();
        }
    }

    private static final class Tenant extends Turns.Member {
        private final String name;
        private final Turns<LaneQueue> turns = new Turns<>();
        private final Map<Integer, LaneQueue> queues = new HashMap<>();

        /** It has jobs of other targets than the one that is named like it. */
        private boolean mixed;

        Tenant(String name) {
            this.name = name;
        }

        int queued() {
            return queues.values().stream().mapToInt(lane -> lane.queue.size()).sum();
        }

        @Override
        int weight() {
            return 1;
        }

        @Override
        boolean isEmpty() {
            return turns.first() == null;
        }
    }

    private static final class Type extends Turns.Member {
        private final TypeState state;
        private final Turns<Tenant> turns = new Turns<>();
        private final Map<String, Tenant> tenants = new HashMap<>();
        private final DueLanes due = new DueLanes();

        /** Those of tenants whose targets are busy, by tenant. */
        private final Map<String, Set<Lane>> full = new HashMap<>();

        private final ArrayDeque<Waiting> lastChances = new ArrayDeque<>();
        private int queued;

        Type(TypeState state) {
            this.state = state;
        }

        void full(Lane lane) {
            full.computeIfAbsent(lane.tenant(), tenant -> new LinkedHashSet<>()).add(lane);
        }

        @Override
        int weight() {
            return 1;
        }

        @Override
        boolean isEmpty() {
            return queued == 0;
        }
    }

    private final Map<String, Type> types = new LinkedHashMap<>();
    private final Turns<Type> turns = new Turns<>();
    private int rotation;
    private int queued;

    Lanes(Collection<TypeState> states) {
        states.forEach(state -> types.put(state.name(), new Type(state)));
    }

    /** A lane may have due jobs. */
    void due(Lane lane) {
        Type type = types.get(lane.type());
        if (type != null && type.state.isFull(lane.tenant())) {
            type.full(lane);
        } else if (type != null) {
            type.due.add(lane);
        }
    }

    /** All lanes that have due jobs, as the store saw it after a time. */
    void due(List<Lane> lanes, long nanos) {
        lanes.forEach(this::due);
        types.values().forEach(type -> type.due.dropHeldSince(nanos));
    }

    /**
     * What the store was asked for has come. Where limits leave less, the first quotas get it; so
     * of the lanes that gave less, those before one of the same type that gave something have no
     * more, and the others may be due again when the limits have room.
     */
    void answered(Event.Claimed claimed, long nowNanos) {
        Map<Lane, Integer> taken = new HashMap<>();
        claimed.claims().forEach(claim -> taken.merge(claim.lane(), 1, Integer::sum));
        Set<Type> passed = new HashSet<>();
        for (Quota quota : claimed.quotas().reversed()) {
            Lane lane = quota.lane();
            Type type = types.get(lane.type());
            if (type == null) {
                continue;
            }
            int count = taken.getOrDefault(lane, 0);
            TypePolicy policy = type.state.policy();
            boolean atLimit = policy.isLimited() && claimed.atLimit().contains(lane.type());
            type.due.answered(quota, count);
            if (count >= quota.limit()) {
                due(lane);
            } else if (atLimit && (policy.keyConcurrency() != null || !passed.contains(type))) {
                type.due.hold(lane, nowNanos);
            }
            if (count > 0) {
                passed.add(type);
            }
        }
    }

    /** A job of a target has ended, so that there is room for another one. */
    void release(TypeState state, @Nullable String target) {
        Type type = type(state);
        Set<Lane> lanes = target == null ? null : type.full.remove(target);
        if (lanes != null) {
            lanes.forEach(this::due);
        }
    }

    /** The limits of a type may have room again. */
    void release(TypeState state) {
        type(state).due.release();
    }

    boolean isHeld(TypeState state) {
        return type(state).due.isHeld();
    }

    boolean isDue(TypeState state) {
        return !type(state).due.isEmpty();
    }

    int queued() {
        return queued;
    }

    int queued(TypeState state) {
        return type(state).queued;
    }

    void add(Claim claim, TypeState state, long nowNanos) {
        Type type = type(state);
        Waiting waiting = new Waiting(claim, nowNanos);
        if (claim.crashes() >= LAST_CHANCE) {
            type.lastChances.add(waiting);
        } else {
            Tenant tenant = type.tenants.computeIfAbsent(claim.lane().tenant(), Tenant::new);
            tenant.mixed |= !tenant.name.equals(claim.request().target());
            LaneQueue queue =
                    tenant.queues.computeIfAbsent(
                            claim.lane().priority(), priority -> new LaneQueue(priority));
            queue.queue.add(waiting);
            tenant.turns.join(queue);
            type.turns.join(tenant);
        }
        type.queued++;
        queued++;
        turns.join(type);
    }

    /**
     * The job whose turn it is, of a type that may start one; taken out. One that has its last
     * chance only if that is asked for.
     */
    @Nullable Claim next(Predicate<TypeState> mayStart, boolean lastChance) {
        for (int i = turns.size(); i > 0; i--) {
            Type type = turns.first();
            if (type == null) {
                return null;
            }
            boolean has = type.queued > (lastChance ? 0 : type.lastChances.size());
            Claim claim = has && mayStart.test(type.state) ? next(type, lastChance) : null;
            if (claim != null) {
                type.queued--;
                queued--;
                turns.used(type);
                return claim;
            }
            turns.skip();
        }
        return null;
    }

    private static @Nullable Claim next(Type type, boolean lastChance) {
        if (lastChance && !type.lastChances.isEmpty()) {
            return type.lastChances.remove().claim();
        }
        for (int i = type.turns.size(); i > 0; i--) {
            Tenant tenant = type.turns.first();
            if (tenant == null) {
                return null;
            }
            LaneQueue lane = type.state.isFull(tenant.name) ? null : tenant.turns.first();
            if (lane != null) {
                Claim claim = lane.queue.remove().claim();
                tenant.turns.used(lane);
                type.turns.used(tenant);
                return claim;
            }
            type.turns.skip();
        }
        return null;
    }

    /** Takes out those for which a condition holds. */
    List<Claim> removeIf(Predicate<Claim> condition) {
        return remove(waiting -> condition.test(waiting.claim()), types.values());
    }

    /** Takes out all of a type. */
    List<Claim> removeAll(TypeState state) {
        return remove(waiting -> true, List.of(type(state)));
    }

    /** Takes out those that were taken before a time. */
    List<Claim> removeTakenBefore(long nanos) {
        return remove(waiting -> waiting.takenNanos() - nanos < 0, types.values());
    }

    private List<Claim> remove(Predicate<Waiting> condition, Collection<Type> from) {
        List<Claim> removed = new ArrayList<>();
        for (Type type : from) {
            if (type.queued == 0) {
                continue;
            }
            int before = removed.size();
            remove(condition, type.lastChances, removed);
            for (Tenant tenant : type.tenants.values()) {
                tenant.queues.values().forEach(lane -> remove(condition, lane.queue, removed));
            }
            type.queued -= removed.size() - before;
            queued -= removed.size() - before;
        }
        return removed;
    }

    private static void remove(
            Predicate<Waiting> condition, Collection<Waiting> from, List<Claim> removed) {
        for (Iterator<Waiting> all = from.iterator(); all.hasNext(); ) {
            Waiting waiting = all.next();
            if (condition.test(waiting)) {
                all.remove();
                removed.add(waiting.claim());
            }
        }
    }

    /** Forgets tenants that have nothing, now and then, so that they do not pile up. */
    void forgetIdleTenants() {
        for (Type type : types.values()) {
            if (type.queued == 0 && turnsAreOver(type)) {
                type.tenants.clear();
            }
        }
    }

    private static boolean turnsAreOver(Type type) {
        return type.turns.first() == null;
    }

    /**
     * Shares out what to ask of the store, to the types' {@code wanted}, and takes the lanes that
     * are asked for those that are not due any more.
     */
    List<Quota> share(int room, long nowNanos) {
        List<Type> asking = new ArrayList<>();
        for (Type type : types.values()) {
            if (type.state.wanted > 0 && !type.due.isEmpty()) {
                asking.add(type);
            }
        }
        List<Quota> quotas = new ArrayList<>();
        if (asking.isEmpty()) {
            return quotas;
        }
        Collections.rotate(asking, rotation++);
        asking.sort(Comparator.comparingInt(type -> type.state.wanted));
        int left = room;
        for (int i = 0; i < asking.size() && left > 0; i++) {
            Type type = asking.get(i);
            int typesLeft = asking.size() - i;
            int most = Math.min(type.state.wanted, (left + typesLeft - 1) / typesLeft);
            int lanes = Math.max(1, (MAX_QUOTAS - quotas.size()) / typesLeft);
            quotas.addAll(type.due.next(most, lanes));
            left -= most;
        }
        return bounded(quotas, nowNanos);
    }

    /**
     * Bounds what is asked of tenants that are targets, or may be, by what they have room for; of
     * those that have none nothing is asked until one of their jobs has ended.
     */
    private List<Quota> bounded(List<Quota> quotas, long nowNanos) {
        List<Quota> bounded = new ArrayList<>(quotas.size());
        Map<String, Map<String, Integer>> rooms = new HashMap<>();
        for (Quota quota : quotas) {
            Lane lane = quota.lane();
            Type type = types.get(lane.type());
            if (type == null || !type.state.policy().hasTargetLimit()) {
                bounded.add(quota);
                continue;
            }
            Map<String, Integer> ofType =
                    rooms.computeIfAbsent(lane.type(), name -> new HashMap<>());
            String tenant = lane.tenant();
            int room = ofType.computeIfAbsent(tenant, name -> room(type, name, nowNanos));
            int limit = Math.min(quota.limit(), room);
            ofType.put(tenant, room - limit);
            type.due.answered(quota, limit);
            if (limit > 0) {
                bounded.add(new Quota(lane, limit));
            } else {
                type.full(lane);
            }
        }
        return bounded;
    }

    /**
     * How many more jobs to have of a tenant, if it is a target: none while those that wait are
     * most of what it has room for, so that they are asked for together.
     */
    private static int room(Type type, String tenant, long nowNanos) {
        Tenant known = type.tenants.get(tenant);
        if (known != null && known.mixed) {
            return Integer.MAX_VALUE;
        }
        int queued = known == null ? 0 : known.queued();
        int room = type.state.room(tenant, nowNanos);
        return queued <= room / 2 ? room - queued : 0;
    }

    private Type type(TypeState state) {
        Type type = types.get(state.name());
        if (type == null) {
            throw new AssertionError("no type " + state.name());
        }
        return type;
    }
}
