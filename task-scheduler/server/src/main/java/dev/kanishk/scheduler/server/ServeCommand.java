package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.server.http.HttpApi;
import dev.kanishk.scheduler.server.http.HttpSettings;
import dev.kanishk.scheduler.server.report.Reports;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.webhook.WebhookHandler;
import dev.kanishk.scheduler.webhook.WebhookLanes;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Accepts jobs over HTTP and runs them, until the process is told to stop. */
@Command(
        name = "serve",
        description = "Accepts jobs over HTTP and runs those of type 'webhook'.",
        footer = {
            "",
            "SIGTERM and Ctrl-C drain: no job is started any more, running ones have 30 seconds and"
                    + " are handed back after that.",
            "Webhooks are signed with the secret in "
                    + WebhookSecretFile.VARIABLE
                    + "; without it,"
                    + " with one that is made once, in 'webhook-secret' beside the store's file."
                    + " Several secrets, the newest first and with spaces between, sign each"
                    + " webhook together."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration MAX_DRAIN_DELAY = Duration.ofMinutes(5);

    @Spec private @Nullable CommandSpec spec;
    @Mixin private StoreLocation location = new StoreLocation();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8091",
            description = "Where to listen; 0 for any free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where to listen. Default: ${DEFAULT-VALUE}, so only from this machine.")
    private InetAddress host = InetAddress.getLoopbackAddress();

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many jobs to run at a time. Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--drain-delay",
            paramLabel = "DURATION",
            defaultValue = "PT0S",
            description =
                    "How long requests are still answered at least once the process was told to"
                            + " stop and /readyz says so: as long as a load balancer needs to"
                            + " notice. Default: ${DEFAULT-VALUE}.")
    private Duration drainDelay = Duration.ZERO;

    @Mixin private HttpSecurity security = new HttpSecurity();
    @Mixin private HttpLimitOptions limits = new HttpLimitOptions();

    @Mixin private WebhookSettings webhookSettings = new WebhookSettings();

    @Mixin private FrontLocation front = new FrontLocation();
    @Mixin private ReportOptions reporting = new ReportOptions();

    @Option(names = "--json", description = "Print the address as one JSON object when ready.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        HttpSettings settings = security.settings(host, port, limits.limits());
        WebhookHandler webhooks = webhookSettings.handler(location, workers);
        JobStore store = front.before(location);
        TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .slots(workers)
                        .intercept(new WebhookLanes(WebhookSettings.TYPE))
                        .handle(WebhookSettings.TYPE, webhookSettings.policy(workers), webhooks)
                        .start();
        Reports reports = reporting.reports(location);
        HttpApi http;
        try {
            http = new HttpApi(store, scheduler, reports, settings);
        } catch (RuntimeException e) {
            scheduler.close();
            reports.close();
            throw new IOException(
                    "cannot listen at " + host.getHostAddress() + ":" + port + ": " + cause(e), e);
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> drain(http, scheduler, List.of(reports, webhooks, store)),
                                "drain"));
        announce(http.port(), scheduler.worker());
        new CountDownLatch(1).await();
        return 0;
    }

    private void check() {
        front.check(location);
        reporting.check(location);
        if (port < 0 || port > 65_535) {
            throw wrongUse("--http-port '" + port + "' is not allowed: use 0 to 65535");
        }
        if (workers < 1 || workers > 100_000) {
            throw wrongUse("--workers '" + workers + "' is not allowed: use 1 to 100000");
        }
        if (drainDelay.isNegative() || drainDelay.compareTo(MAX_DRAIN_DELAY) > 0) {
            throw wrongUse("--drain-delay '" + drainDelay + "' is not allowed: use PT0S to PT5M");
        }
        webhookSettings.check();
    }

    private static String cause(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last.getMessage() == null ? last.toString() : last.getMessage();
    }

    /** Ends the process itself, since one that was ended by a signal would not exit with 0. */
    @SuppressWarnings("IllegalCatch") // what is left is closed by the end of the process
    private void drain(HttpApi http, TaskScheduler scheduler, List<AutoCloseable> then) {
        int status = 1;
        try {
            long until = System.nanoTime() + drainDelay.toNanos();
            http.drain();
            scheduler.stop(GRACE);
            waitUntil(until);
            http.close();
            for (AutoCloseable one : then) {
                one.close();
            }
            front.close();
            status = 0;
        } catch (Exception e) {
            LOG.error("the drain was not finished", e);
        } finally {
            Runtime.getRuntime().halt(status);
        }
    }

    private static void waitUntil(long nanos) {
        while (System.nanoTime() < nanos) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }

    private void announce(int bound, String worker) {
        PrintWriter out = spec().commandLine().getOut();
        String url = security.scheme() + "://" + host.getHostAddress() + ":" + bound;
        if (json) {
            out.println(
                    Json.object()
                            .put("url", url)
                            .put("port", bound)
                            .put("store", location.name())
                            .put("worker", worker));
        } else {
            out.println(
                    "serving at " + url + ", store '" + location.name() + "', worker " + worker);
        }
        out.flush();
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        return spec;
    }
}
