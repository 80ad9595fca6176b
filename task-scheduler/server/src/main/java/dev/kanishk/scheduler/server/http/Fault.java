package dev.kanishk.scheduler.server.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a part of a request.
 *
 * @param in where the part is
 * @param field its name
 * @param pointer where it is in a body (RFC 6901)
 * @param detail what is wrong
 */
record Fault(In in, String field, @Nullable String pointer, String detail) {

    /** The parts that a request has. */
    enum In {
        BODY,
        QUERY,
        PATH,
        HEADER;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Fault query(String name, String detail) {
        return new Fault(In.QUERY, name, null, detail);
    }

    static Fault header(String name, String detail) {
        return new Fault(In.HEADER, name, null, detail);
    }

    /** A field of a job, or of the job with an index in an array. */
    static Fault job(int index, String field, String detail) {
        String path = index < 0 ? "/" : "/" + index + "/";
        return new Fault(
                In.BODY, field, path + field.replace("~", "~0").replace("/", "~1"), detail);
    }
}
