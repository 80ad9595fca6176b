package dev.kanishk.scheduler.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/*
 * Whether a worker lives is asked of the operating system and not of a clock. A worker holds an
 * exclusive lock on a file of its own from before its first claim; the system frees it in the
 * moment in which the process ends, by whatever signal. Another process that can take the lock,
 * or finds no file, knows that the worker is gone, at once and without a clock. Whether one that
 * holds its lock still works is another question, which its lease answers.
 *
 * POSIX frees all of a process's locks on a file when it closes any descriptor of that file. So a
 * process never opens the lock file of a worker of its own: HELD knows them.
 */
/** The sign of life of one worker. */
final class WorkerLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final String worker;
    private final Path file;
    private final FileChannel channel;

    private WorkerLock(String worker, Path file, FileChannel channel) {
        this.worker = worker;
        this.file = file;
        this.channel = channel;
    }

    /** Takes a name that no other worker has, and its lock. */
    static WorkerLock take(Path folder) throws IOException {
        Path real = Files.createDirectories(folder).toRealPath();
        while (true) {
            String random = UUID.randomUUID().toString().substring(0, 8);
            String worker = ProcessHandle.current().pid() + "-" + random;
            Path file = real.resolve(worker + ".lock");
            if (!HELD.add(file)) {
                continue;
            }
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return new WorkerLock(worker, file, channel);
            }
            // Another process looked at the file in the moment before it was locked.
            channel.close();
            HELD.remove(file);
        }
    }

    String worker() {
        return worker;
    }

    /** Whether the process of a worker has ended; if so, what is left of its lock is removed. */
    static boolean isGone(Path folder, String worker) throws IOException {
        Path file;
        try {
            file = folder.toRealPath().resolve(worker + ".lock");
        } catch (NoSuchFileException e) {
            return true;
        }
        if (HELD.contains(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            try (FileLock lock = channel.tryLock()) {
                if (lock == null) {
                    return false;
                }
                Files.deleteIfExists(file);
                return true;
            }
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        channel.close();
        HELD.remove(file);
    }
}
