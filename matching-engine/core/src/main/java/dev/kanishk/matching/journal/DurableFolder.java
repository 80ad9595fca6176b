package dev.kanishk.matching.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folders whose names survive a crash, and that have one user at a time. */
public final class DurableFolder {
    /**
     * The locks of this process. POSIX gives a lock back when its process closes any descriptor of
     * the file, so a second one must not even be opened: its closing would unlock the first.
     */
    private static final Set<Path> LOCKED = new HashSet<>();

    private DurableFolder() {}

    /**
     * Makes a folder and those above it, durably; does nothing if it exists.
     *
     * @param folder the folder
     * @throws IOException if the disk refuses
     */
    public static void create(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            return;
        }
        Path parent = absolute.getParent();
        if (parent != null) {
            create(parent);
        }
        Files.createDirectories(absolute);
        if (parent != null) {
            force(parent);
        }
    }

    /**
     * Makes the names in a folder durable.
     *
     * @param folder the folder
     * @throws IOException if the disk refuses
     */
    public static void force(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Makes durable that a folder exists. Whoever made it may have crashed before that.
     *
     * @param folder the folder
     * @throws IOException if the disk refuses
     */
    public static void forceName(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            try {
                force(parent);
            } catch (AccessDeniedException e) {
                // Where this process may not look, it has made no folder: an administrator has.
            }
        }
    }

    /**
     * Takes a lock that no other process and no one else in this one has.
     *
     * @param file the lock's file, made if it does not exist, in a folder that does
     * @return what gives it back, or null if it is taken
     * @throws IOException if the disk refuses
     */
    public static @Nullable Closeable tryLock(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        Path real = folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
        synchronized (LOCKED) {
            if (!LOCKED.add(real)) {
                return null;
            }
            @Nullable FileChannel locked = null;
            try {
                locked = lock(real);
            } finally {
                if (locked == null) {
                    LOCKED.remove(real);
                }
            }
            return locked == null ? null : new Lock(real, locked);
        }
    }

    private static @Nullable FileChannel lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // By another path to it, or another copy of this class, this process has it.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : channel;
    }

    private record Lock(Path file, FileChannel channel) implements Closeable {
        @Override
        public void close() throws IOException {
            synchronized (LOCKED) {
                if (channel.isOpen()) {
                    LOCKED.remove(file);
                    channel.close();
                }
            }
        }
    }
}
