package dev.kanishk.benchmarks.showcase.agents;

import dev.kanishk.benchmarks.result.Check;
import dev.kanishk.benchmarks.result.Metric;
import dev.kanishk.benchmarks.result.Metric.Better;
import dev.kanishk.benchmarks.showcase.Showcase;
import dev.kanishk.benchmarks.showcase.ShowcaseRun;
import dev.kanishk.benchmarks.showcase.agents.FaultyEndpoint.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Counts the tokens that failures cost: starting again, resuming, and resuming with repair. */
public final class AgentsShowcase implements Showcase {
    private static final int MAX_PROCESSES = 10;

    /** Makes the showcase. */
    public AgentsShowcase() {}

    /** What is done after a failure. */
    private enum Strategy {
        /** Nothing fails. */
        UNDISTURBED(false, true, 0),
        /** The workflow starts again. */
        RESTART(true, false, 0),
        /** It goes on from the last checkpoint; a bad answer fails the node. */
        RESUME(true, true, 0),
        /** It goes on, and the model corrects a bad answer. */
        REPAIR(true, true, 2);

        private final boolean disturbed;
        private final boolean keepsStore;
        private final int repairs;

        Strategy(boolean disturbed, boolean keepsStore, int repairs) {
            this.disturbed = disturbed;
            this.keepsStore = keepsStore;
            this.repairs = repairs;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a workflow came to.
     *
     * @param answer the answer
     * @param tokens tokens that the endpoint counted
     * @param calls model calls that it counted
     * @param lookups uses of the tool
     * @param processes how many processes it took
     */
    private record Run(String answer, long tokens, int calls, int lookups, int processes) {}

    @Override
    public String system() {
        return "agent-orchestrator";
    }

    @Override
    public String title() {
        return "A workflow of ten tool calls whose endpoint times out, answers with prose and"
                + " dies, and whose process is killed.";
    }

    @Override
    public Outcome run(ShowcaseRun run) throws IOException, InterruptedException {
        Run undisturbed = run(run, Strategy.UNDISTURBED);
        Run restart = run(run, Strategy.RESTART);
        Run resume = run(run, Strategy.RESUME);
        Run repair = run(run, Strategy.REPAIR);
        double saved = 100.0 * (restart.tokens() - repair.tokens()) / restart.tokens();
        List<Metric> metrics =
                List.of(
                        metric(
                                "tokens-saved",
                                "Tokens saved by resuming with repair instead of starting again",
                                saved,
                                "%",
                                Better.HIGHER),
                        tokens("tokens-undisturbed", "Tokens if nothing fails", undisturbed),
                        tokens("tokens-restart", "Tokens when starting again", restart),
                        tokens("tokens-resume", "Tokens when resuming", resume),
                        tokens("tokens-repair", "Tokens when resuming with repair", repair),
                        count("lookups-restart", "Tool calls when starting again", restart),
                        count("lookups-repair", "Tool calls when resuming with repair", repair));
        return new Outcome(
                metrics, checks(undisturbed, restart, resume, repair), List.of(), notes());
    }

    private static Run run(ShowcaseRun run, Strategy strategy)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectory(run.workFolder().resolve(strategy.label()));
        Path effects = Files.createFile(folder.resolve("effects"));
        Set<Fault> faults =
                strategy.disturbed ? EnumSet.allOf(Fault.class) : EnumSet.noneOf(Fault.class);
        try (FaultyEndpoint endpoint = new FaultyEndpoint(faults)) {
            for (int process = 1; process <= MAX_PROCESSES; process++) {
                run.progress("processes with strategy " + strategy.label(), process, process);
                String store = strategy.keepsStore ? "runs.db" : "runs-" + process + ".db";
                String answer = process(run, endpoint, folder, store, strategy);
                if (!answer.isEmpty()) {
                    return new Run(
                            answer,
                            endpoint.tokens(),
                            endpoint.calls(),
                            Files.readAllLines(effects).size(),
                            process);
                }
                endpoint.revive();
            }
        }
        throw new IOException("no answer from " + MAX_PROCESSES + " processes: " + strategy);
    }

    /** Returns the answer, or nothing if the process failed or was killed. */
    private static String process(
            ShowcaseRun run, FaultyEndpoint endpoint, Path folder, String store, Strategy strategy)
            throws IOException, InterruptedException {
        List<String> command =
                run.javaCommand(
                        TenLookups.class,
                        List.of(
                                endpoint.url(),
                                folder.resolve(store).toString(),
                                folder.resolve("effects").toString(),
                                Integer.toString(strategy.repairs)));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        endpoint.onDeath(() -> process.destroyForcibly());
        try {
            String out = process.inputReader(StandardCharsets.UTF_8).readAllAsString().strip();
            return process.waitFor() == 0 ? out : "";
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static List<Check> checks(Run undisturbed, Run restart, Run resume, Run repair) {
        boolean same =
                List.of(restart, resume, repair).stream()
                        .allMatch(run -> run.answer().equals(undisturbed.answer()));
        return List.of(
                new Check(
                        "same-answer",
                        "Whatever failed, the answer is that of an undisturbed run",
                        same && !undisturbed.answer().isEmpty(),
                        undisturbed.answer()),
                new Check(
                        "no-tool-ran-twice",
                        "With checkpoints each of the ten tool calls ran once",
                        resume.lookups() == TenLookups.LOOKUPS
                                && repair.lookups() == TenLookups.LOOKUPS,
                        resume.lookups() + " and " + repair.lookups() + " tool calls"),
                new Check(
                        "only-the-failed-call-was-repeated",
                        "With repair three calls more than undisturbed: one retried, one repaired,"
                                + " one asked again by the next process",
                        repair.calls() == undisturbed.calls() + 3 && repair.processes() == 2,
                        repair.calls()
                                + " calls in "
                                + repair.processes()
                                + " processes, "
                                + undisturbed.calls()
                                + " undisturbed"),
                new Check(
                        "each-step-saves",
                        "Repair costs less than resuming, and resuming less than starting again",
                        repair.tokens() < resume.tokens() && resume.tokens() < restart.tokens(),
                        repair.tokens()
                                + " < "
                                + resume.tokens()
                                + " < "
                                + restart.tokens()
                                + " tokens"));
    }

    private static Metric tokens(String name, String label, Run run) {
        return metric(name, label, (double) run.tokens(), "tokens", Better.LOWER);
    }

    private static Metric count(String name, String label, Run run) {
        return metric(name, label, run.lookups(), "", Better.LOWER);
    }

    private static Metric metric(
            String name, String label, double value, String unit, Better better) {
        return new Metric(name, label, value, null, unit, better, null);
    }

    private static List<String> notes() {
        return List.of(
                "The endpoint is a local server that speaks the chat-completions protocol. It"
                        + " follows a script, so that every strategy meets the same faults: no"
                        + " answer at the third choice, prose instead of JSON at the sixth, and at"
                        + " the eighth the process that asks is killed with SIGKILL and the"
                        + " connection closed.",
                "Tokens are counted by the endpoint, one for every four characters of question and"
                        + " answer, those of lost calls too. Real models count otherwise; the"
                        + " ratio between the strategies depends on how long the known part of a"
                        + " question is.",
                "A call that gets no answer is made once more in every strategy.",
                "Resuming without repair asks the whole question again for the bad answer;"
                        + " with repair the model is shown its answer and the fields alone.");
    }
}
