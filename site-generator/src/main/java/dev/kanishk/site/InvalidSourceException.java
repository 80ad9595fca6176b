package dev.kanishk.site;

import dev.kanishk.site.content.SourceProblem;
import java.util.List;
import java.util.stream.Collectors;

/** The sources of a site are wrong; the message has a line for each problem. */
public final class InvalidSourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SourceProblem> problems;

    InvalidSourceException(List<SourceProblem> problems) {
        super(problems.stream().map(SourceProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /**
     * Returns what is wrong.
     *
     * @return the problems, by file and line
     */
    public List<SourceProblem> problems() {
        return problems;
    }
}
