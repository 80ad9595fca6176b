package dev.kanishk.agents.jmh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.model.JsonRepair;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading an answer that is right, one that is wrapped, and one that is cut off. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonRepairBenchmark {
    private static final String RIGHT =
            "{\"tool\":\"lookup\",\"input\":\"7\",\"why\":[\"the next\",\"not yet known\"]}";

    /** What is wrong with the answer. */
    public enum Answer {
        /** Nothing. */
        RIGHT(JsonRepairBenchmark.RIGHT),
        /** Prose and a fence are around it. */
        FENCED("Here it is:\n```json\n" + JsonRepairBenchmark.RIGHT + "\n```\nAnything else?"),
        /** Its quotes are single ones, and its end is missing. */
        CUT_OFF("{'tool': 'lookup', 'input': '7', 'why': ['the next', 'not y");

        private final String text;

        Answer(String text) {
            this.text = text;
        }
    }

    /** The answer. */
    @Param public Answer answer = Answer.RIGHT;

    /** Reads it. */
    @Benchmark
    public Optional<ObjectNode> read() {
        return JsonRepair.read(answer.text);
    }
}
