package dev.kanishk.matching.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The disk of this machine, by file channels. */
final class FileDisk implements Disk {
    @Override
    public void createFolders(Path folder) throws IOException {
        DurableFolder.create(folder);
    }

    @Override
    public List<String> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    @Override
    public OpenFile create(Path file) throws IOException {
        return new ChannelFile(
                file,
                true,
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE));
    }

    @Override
    public OpenFile open(Path file, boolean writable) throws IOException {
        return new ChannelFile(file, writable, channel(file, writable));
    }

    private static FileChannel channel(Path file, boolean writable) throws IOException {
        return writable
                ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        DurableFolder.force(folder);
    }

    @Override
    public void forceName(Path folder) throws IOException {
        DurableFolder.forceName(folder);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        Closeable lock = DurableFolder.tryLock(file);
        if (lock == null) {
            throw new IOException(
                    file + " is locked: another journal is open there; close it first");
        }
        return lock;
    }

    /**
     * A file that an interrupt does not close. The JDK closes a channel in which a thread is
     * interrupted, or which it enters so. Here the thread's interrupt is put aside for each
     * operation, and one that comes in the middle has the file opened again; a read or write is
     * then done by a thread that nobody interrupts, since another interrupt may come at any time.
     */
    private static final class ChannelFile implements OpenFile {
        private final Path path;
        private final boolean writable;
        private FileChannel channel;

        ChannelFile(Path path, boolean writable, FileChannel channel) {
            this.path = path;
            this.writable = writable;
            this.channel = channel;
        }

        @Override
        public long size() throws IOException {
            return Files.size(path);
        }

        @Override
        public int read(ByteBuffer to, long at) throws IOException {
            return transfer(false, to, at);
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            return transfer(true, from, at);
        }

        private int transfer(boolean writes, ByteBuffer bytes, long at) throws IOException {
            boolean interrupted = Thread.interrupted();
            int position = bytes.position();
            try {
                return transferOnce(writes, bytes, at);
            } catch (ClosedByInterruptException e) {
                interrupted = true;
                openAgain();
                bytes.position(position);
                return Uninterrupted.call(() -> transferOnce(writes, bytes, at));
            } finally {
                restore(interrupted);
            }
        }

        private int transferOnce(boolean writes, ByteBuffer bytes, long at) throws IOException {
            return writes ? channel.write(bytes, at) : channel.read(bytes, at);
        }

        @Override
        public void force() throws IOException {
            boolean interrupted = Thread.interrupted();
            try {
                channel.force(false);
            } catch (ClosedByInterruptException e) {
                interrupted = true;
                openAgain();
                throw e;
            } finally {
                restore(interrupted);
            }
        }

        private void openAgain() throws IOException {
            channel = channel(path, writable);
        }

        private static void restore(boolean interrupted) {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
