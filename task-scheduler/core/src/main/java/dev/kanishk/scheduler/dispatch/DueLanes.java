package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Lane;
import dev.kanishk.scheduler.store.Quota;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/*
 * One call asks for some hundred jobs of some lanes, and there may be thousands of lanes. So what
 * is fair is not seen in a call but over many: each tenant has a mark, which says how many jobs it
 * has been given, and those with the least marks are asked next; within a tenant each lane has one,
 * which says how many it has been given in proportion to its weight. (Stride scheduling: C. A.
 * Waldspurger, W. E. Weihl, 1995.) What was asked for is charged at once, and what did not come is
 * credited with the answer. So neither a limit, which lets through only the first that are asked
 * for, nor a bound on the lanes of a call favours anyone.
 *
 * Who had nothing for a while starts from the least mark of those that were asked last: being idle
 * saves up nothing.
 */
/** The lanes of a type that may have due jobs, in the order in which they are to be asked. */
final class DueLanes {
    private static final int PRIORITIES = 10;

    private static final class Tenant {
        private final long number;
        private final @Nullable Lane[] due = new @Nullable Lane[PRIORITIES];
        private final double[] marks = new double[PRIORITIES];
        private final boolean[] busy = new boolean[PRIORITIES];
        private int busyLanes;
        private int size;
        private double mark;
        private double laneMark;

        Tenant(long number) {
            this.number = number;
        }

        void setBusy(int priority, boolean isBusy) {
            busyLanes += (isBusy ? 1 : 0) - (busy[priority] ? 1 : 0);
            busy[priority] = isBusy;
        }

        /** Shares out jobs to a bounded number of lanes; those whose turn is sooner come first. */
        List<Quota> grant(int jobs, int lanesMax) {
            int[] counts = new int[PRIORITIES];
            int[] granted = new int[PRIORITIES];
            int lanes = 0;
            laneMark = Math.max(laneMark, leastBusyMark());
            for (int job = 0; job < jobs; job++) {
                int next = -1;
                for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
                    boolean may = counts[priority] > 0 || lanes < lanesMax;
                    if (due[priority] != null
                            && may
                            && (next < 0 || endOf(priority) < endOf(next))) {
                        next = priority;
                    }
                }
                if (counts[next]++ == 0) {
                    granted[lanes++] = next;
                }
                marks[next] = endOf(next);
            }
            List<Quota> quotas = new ArrayList<>(lanes);
            for (int i = 0; i < lanes; i++) {
                Lane lane = due[granted[i]];
                if (lane != null) {
                    quotas.add(new Quota(lane, counts[granted[i]]));
                    due[granted[i]] = null;
                    size--;
                }
            }
            return quotas;
        }

        private double leastBusyMark() {
            double least = Double.MAX_VALUE;
            for (int priority = 0; priority < PRIORITIES; priority++) {
                least = busy[priority] ? Math.min(least, marks[priority]) : least;
            }
            return least;
        }

        private double endOf(int priority) {
            return marks[priority] + stride(priority);
        }
    }

    private final Map<String, Tenant> tenants = new HashMap<>();
    private final TreeSet<Tenant> order =
            new TreeSet<>(
                    Comparator.<Tenant>comparingDouble(tenant -> tenant.mark)
                            .thenComparingLong(tenant -> tenant.number));
    private final Map<Lane, Long> held = new LinkedHashMap<>();
    private double leastMark;
    private long lastNumber;

    /** What a job of a lane counts: half of what one of the next lower priority does. */
    private static double stride(int priority) {
        return 1.0 / (1 << priority);
    }

    boolean isEmpty() {
        return order.isEmpty();
    }

    boolean isHeld() {
        return !held.isEmpty();
    }

    void add(Lane lane) {
        held.remove(lane);
        Tenant tenant = tenants.computeIfAbsent(lane.tenant(), t -> new Tenant(++lastNumber));
        int priority = lane.priority();
        if (tenant.due[priority] != null) {
            return;
        }
        tenant.due[priority] = lane;
        if (tenant.busyLanes == 0) {
            tenant.mark = Math.max(tenant.mark, leastMark);
        }
        if (!tenant.busy[priority]) {
            tenant.marks[priority] = Math.max(tenant.marks[priority], tenant.laneMark);
            tenant.setBusy(priority, true);
        }
        if (tenant.size++ == 0) {
            order.add(tenant);
        }
    }

    /** A lane gave less than it was asked for, and limits may be why. */
    void hold(Lane lane, long nowNanos) {
        Tenant tenant = tenants.get(lane.tenant());
        if (tenant != null && tenant.due[lane.priority()] == null) {
            tenant.setBusy(lane.priority(), true);
            held.put(lane, nowNanos);
        }
    }

    /** Limits may have room again. */
    void release() {
        List.copyOf(held.keySet()).forEach(this::add);
    }

    /** What is held since a time or longer has no jobs. */
    void dropHeldSince(long nanos) {
        for (Iterator<Map.Entry<Lane, Long>> all = held.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Lane, Long> each = all.next();
            Tenant tenant = tenants.get(each.getKey().tenant());
            if (tenant != null && each.getValue() - nanos <= 0) {
                tenant.setBusy(each.getKey().priority(), false);
                all.remove();
            }
        }
    }

    /**
     * Says what to ask for next: that many jobs. The lanes that are asked are not due any more.
     *
     * @param jobs how many, 1 or more
     * @param lanesMax of how many lanes at most, 1 or more
     */
    List<Quota> next(int jobs, int lanesMax) {
        List<Tenant> asked = new ArrayList<>();
        int lanes = 0;
        while (asked.size() < jobs && !order.isEmpty()) {
            Tenant tenant = order.first();
            if (asked.isEmpty()) {
                leastMark = Math.max(leastMark, tenant.mark);
            } else if (lanes + tenant.size > lanesMax) {
                break;
            }
            order.remove(tenant);
            asked.add(tenant);
            lanes += tenant.size;
        }
        List<Quota> quotas = new ArrayList<>();
        int left = jobs;
        for (int i = 0; i < asked.size(); i++) {
            Tenant tenant = asked.get(i);
            int share = left / (asked.size() - i);
            left -= share;
            quotas.addAll(tenant.grant(share, lanesMax));
            tenant.mark += share;
            if (tenant.size > 0) {
                order.add(tenant);
            }
        }
        return quotas;
    }

    /**
     * Credits what was asked for and did not come. A lane that gave less has no more, unless it is
     * held.
     */
    void answered(Quota quota, int taken) {
        Tenant tenant = tenants.get(quota.lane().tenant());
        int missing = quota.limit() - taken;
        if (tenant == null || missing <= 0) {
            return;
        }
        int priority = quota.lane().priority();
        if (tenant.due[priority] == null) {
            tenant.setBusy(priority, false);
        }
        boolean inOrder = order.remove(tenant);
        tenant.mark -= missing;
        tenant.marks[priority] -= missing * stride(priority);
        if (inOrder) {
            order.add(tenant);
        }
    }
}
