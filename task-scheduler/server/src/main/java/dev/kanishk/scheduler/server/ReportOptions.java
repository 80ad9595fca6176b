package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.server.report.Reports;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where reports are read, and how old they may be. */
final class ReportOptions {
    private static final Duration LEAST_AGE = Duration.ofSeconds(1);
    private static final Duration MOST_AGE = Duration.ofMinutes(5);

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--replica",
            paramLabel = "JDBC-URL",
            description =
                    "A replica of the store's database, for reports and the dashboard: they are"
                            + " there then while the database itself is not. Default: the store's"
                            + " own database.")
    private @Nullable String replica;

    @Option(
            names = "--report-age",
            paramLabel = "DURATION",
            defaultValue = "PT5S",
            description =
                    "How long ago reports may have been read: they are read once for all who ask"
                            + " meanwhile. Default: ${DEFAULT-VALUE}.")
    private Duration age = Reports.MAX_AGE;

    /** Refuses what cannot be, before anything is made. */
    void check(StoreLocation location) {
        if (age.compareTo(LEAST_AGE) < 0 || age.compareTo(MOST_AGE) > 0) {
            throw wrongUse("--report-age '" + age + "' is not allowed: use PT1S to PT5M");
        }
        if (replica != null && !location.mayHaveReplica(replica)) {
            throw wrongUse(
                    "--replica is no database of the same kind as --store: name a replica of it,"
                            + " or leave it out");
        }
    }

    /** {@return the reports, to be closed by the caller; to be checked before} */
    Reports reports(StoreLocation location) {
        return replica == null
                ? new Reports(location.reports(), false, age)
                : new Reports(StoreLocation.reports(replica), true, age);
    }

    private RuntimeException wrongUse(String message) {
        return spec == null
                ? new IllegalArgumentException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}
