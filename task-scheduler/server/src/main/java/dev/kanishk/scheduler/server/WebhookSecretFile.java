package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.webhook.WebhookKeys;
import dev.kanishk.scheduler.webhook.WebhookSecret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** What webhooks are signed with: the environment's secrets, or one that is made once and kept. */
final class WebhookSecretFile {
    /** The variable that holds the secrets, the newest first, with spaces between. */
    static final String VARIABLE = "TASK_SCHEDULER_WEBHOOK_SECRET";

    private WebhookSecretFile() {}

    /** Returns the secrets; without a file to keep one in, only the environment can name them. */
    static WebhookKeys read(@Nullable String variable, @Nullable Path file) throws IOException {
        try {
            if (variable != null && !variable.isBlank()) {
                return WebhookKeys.parse(variable);
            }
            if (file == null) {
                throw new IOException(
                        VARIABLE
                                + " is not set: processes that share a database sign with one"
                                + " secret, so name it, for example "
                                + WebhookSecret.generate().text());
            }
            if (!Files.exists(file)) {
                make(file);
            }
            return WebhookKeys.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            String where = variable == null || variable.isBlank() ? "file " + file : VARIABLE;
            throw new IOException(where + ": " + e.getMessage(), e);
        }
    }

    private static void make(Path file) throws IOException {
        // Written whole under another name, so that no other process reads a half of it.
        FileAttribute<?> onlyOwner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        boolean posix = Files.getFileStore(parent(file)).supportsFileAttributeView("posix");
        Path fresh = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(fresh);
        if (posix) {
            Files.createFile(fresh, onlyOwner);
        } else {
            Files.createFile(fresh);
        }
        try {
            Files.writeString(
                    fresh, WebhookSecret.generate().text() + "\n", StandardOpenOption.WRITE);
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            return; // another process was first
        } finally {
            Files.delete(fresh);
        }
    }

    private static Path parent(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("'" + file + "' is no file");
        }
        return Files.createDirectories(folder);
    }
}
