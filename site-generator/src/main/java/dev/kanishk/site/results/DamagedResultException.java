package dev.kanishk.site.results;

import java.nio.file.Path;

/** A result file is not what its format says; the message names the file, the field and the fix. */
public final class DamagedResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedResultException(Path file, String field, String problem) {
        super(file + ": " + (field.isEmpty() ? "" : field + ": ") + problem);
    }

    DamagedResultException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
