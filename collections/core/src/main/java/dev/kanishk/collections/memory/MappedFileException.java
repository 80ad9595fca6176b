package dev.kanishk.collections.memory;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A mapped file could not be opened, grown or committed; the message says which file and why. */
public final class MappedFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    MappedFileException(String message) {
        super(new IOException(message));
    }

    MappedFileException(String message, IOException cause) {
        super(message, cause);
    }
}
