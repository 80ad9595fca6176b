package dev.kanishk.collections.similarity;

import java.io.IOException;
import java.nio.file.Path;

/** Says that a file is not a whole index of this library's, and why. */
public final class DamagedIndexException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedIndexException(Path file, String reason) {
        super(file + " is no index that can be opened: " + reason);
    }
}
