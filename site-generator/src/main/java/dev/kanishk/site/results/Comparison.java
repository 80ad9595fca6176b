package dev.kanishk.site.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides whether two figures may be divided, and how sure the quotient is: see {@link Ratio}. */
final class Comparison {
    /**
     * Flags that let a library in or say where something lies, without a change of the machine
     * code.
     */
    private static final List<String> NEUTRAL_FLAGS =
            List.of(
                    "--add-opens",
                    "--add-exports",
                    "--add-modules",
                    "--enable-native-access",
                    "-Dfile.encoding",
                    "-Duser.",
                    "-Djava.io.tmpdir",
                    "-Djmh.");

    private Comparison() {}

    static Ratio compare(
            Figure left,
            @Nullable BenchmarkResult leftRun,
            Figure right,
            @Nullable BenchmarkResult rightRun) {
        List<String> differences = differences(left, leftRun, right, rightRun);
        if (!differences.isEmpty()) {
            String reason = "not comparable: " + String.join("; ", differences);
            return new Ratio(left, right, null, null, null, Ratio.Verdict.NOT_COMPARABLE, reason);
        }
        if (right.value() == 0) {
            String reason = "not comparable: " + right.id() + " is zero";
            return new Ratio(left, right, null, null, null, Ratio.Verdict.NOT_COMPARABLE, reason);
        }
        double value = left.value() / right.value();
        if (left.error() == null || right.error() == null) {
            String which = left.error() == null ? left.id() : right.id();
            String reason = "no interval: " + which + " has no error";
            return new Ratio(left, right, value, null, null, Ratio.Verdict.NO_INTERVAL, reason);
        }
        return fieller(left, left.error(), right, right.error(), value);
    }

    /** Solves {@code ρ²(r² − eᵣ²) − 2lrρ + (l² − eₗ²) = 0} for the ends of the interval. */
    private static Ratio fieller(
            Figure left, double leftError, Figure right, double rightError, double value) {
        double product = left.value() * right.value();
        double square = right.value() * right.value() - rightError * rightError;
        if (square <= 0) {
            String reason =
                    "inconclusive: the error of " + right.id() + " is as large as its value";
            return new Ratio(left, right, value, null, null, Ratio.Verdict.INCONCLUSIVE, reason);
        }
        double rest = left.value() * left.value() - leftError * leftError;
        double root = Math.sqrt(Math.max(0, product * product - square * rest));
        double low = (product - root) / square;
        double high = (product + root) / square;
        boolean holdsOne = low <= 1 && high >= 1;
        return new Ratio(
                left,
                right,
                value,
                low,
                high,
                holdsOne ? Ratio.Verdict.INCONCLUSIVE : Ratio.Verdict.CLEAR,
                holdsOne
                        ? "inconclusive: the interval holds 1"
                        : "clear: the interval does not hold 1");
    }

    private static List<String> differences(
            Figure left,
            @Nullable BenchmarkResult leftRun,
            Figure right,
            @Nullable BenchmarkResult rightRun) {
        List<String> found = new ArrayList<>();
        Machine one = left.set().machine();
        Machine two = right.set().machine();
        differ(found, "machine", hardware(one), hardware(two));
        differ(found, "unit", left.unit(), right.unit());
        if (leftRun != null && rightRun != null) {
            if (!leftRun.jvm().isEmpty() && !rightRun.jvm().isEmpty()) {
                differ(found, "JVM", leftRun.jvm(), rightRun.jvm());
                differ(found, "JVM flags", flags(leftRun.jvmFlags()), flags(rightRun.jvmFlags()));
            }
            differ(found, "mode", leftRun.mode(), rightRun.mode());
            differ(found, "threads", leftRun.threads(), rightRun.threads());
            differ(found, "parameters", leftRun.parameters(), rightRun.parameters());
        } else {
            differ(found, "JVM", one.jvm(), two.jvm());
            differ(found, "JVM flags", flags(one.jvmFlags()), flags(two.jvmFlags()));
        }
        return found;
    }

    private static List<Object> hardware(Machine machine) {
        return List.of(
                machine.name(), machine.processor(), machine.cores(), machine.operatingSystem());
    }

    private static List<String> flags(List<String> all) {
        List<String> kept = new ArrayList<>();
        boolean skipValue = false;
        for (String flag : all) {
            boolean neutral = NEUTRAL_FLAGS.stream().anyMatch(flag::startsWith);
            if (!neutral && !(skipValue && !flag.startsWith("-"))) {
                kept.add(flag);
            }
            skipValue = neutral && !flag.contains("=");
        }
        return kept.stream().sorted().toList();
    }

    private static void differ(List<String> found, String what, Object left, Object right) {
        if (!Objects.equals(left, right)) {
            found.add(what + " " + left + " and " + right);
        }
    }
}
