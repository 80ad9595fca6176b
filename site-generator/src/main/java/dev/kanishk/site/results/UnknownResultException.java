package dev.kanishk.site.results;

import java.util.List;

/** A page names a result that no file holds. */
public final class UnknownResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownResultException(String kind, String id, List<String> nearest) {
        super(
                "no %s '%s'%s"
                        .formatted(
                                kind,
                                id,
                                nearest.isEmpty()
                                        ? "; the results hold none"
                                        : "; nearest: " + String.join(", ", nearest)));
    }
}
