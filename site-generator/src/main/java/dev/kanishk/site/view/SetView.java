package dev.kanishk.site.view;

import dev.kanishk.site.results.Machine;
import dev.kanishk.site.results.ResultSet;
import java.util.List;

/**
 * Where results come from, as a table.
 *
 * @param rows what and value
 * @param command what repeats it
 * @param rawUrl the raw file, relative to the site's first folder
 */
public record SetView(List<Link> rows, String command, String rawUrl) {
    /** Copies the rows. */
    public SetView {
        rows = List.copyOf(rows);
    }

    /**
     * Describes a set.
     *
     * @param set the set
     * @param command what repeats it
     * @param rawUrl the raw file
     * @return the table
     */
    public static SetView of(ResultSet set, String command, String rawUrl) {
        Machine machine = set.machine();
        long gibibytes = Math.round(machine.memoryBytes() / (double) (1L << 30));
        return new SetView(
                List.of(
                        row("Processor", machine.processor() + ", " + machine.cores() + " cores"),
                        row("Memory", gibibytes + " GiB"),
                        row("Virtual", machine.virtual()),
                        row("System", machine.operatingSystem()),
                        row("JVM", machine.jvm()),
                        row("JVM flags", String.join(" ", machine.jvmFlags())),
                        row("Compilers", machine.compilers().toString().replaceAll("[{}]", "")),
                        row("Commit", machine.commit() + (machine.clean() ? "" : ", changed")),
                        row("Date", machine.date().toString())),
                command,
                rawUrl);
    }

    private static Link row(String what, String value) {
        return new Link("", what, value.isBlank() ? "none" : value);
    }
}
