package dev.kanishk.collections.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file that is the one block of a vector: what was committed is there when it is opened again.
 *
 * <p><b>Layout.</b>
 *
 * <pre>
 *   0       header slot 0, 64 bytes
 *   4096    header slot 1, 64 bytes
 *   65536   content: the block, mapped
 * </pre>
 *
 * Elements are stored in the machine's byte order.
 *
 * <p><b>Commit.</b> {@link #commit} forces the content to the device, then writes a header with the
 * next sequence number, the size and a CRC-32C of the content into the older of both slots, and
 * forces that. The other slot still describes the state before, so a crash at any moment leaves one
 * whole header, and the newest whole one counts.
 *
 * <p><b>After a crash.</b> Whoever only adds elements between commits finds the last committed
 * state again, whenever process or machine stopped. Committed elements that were changed, and not
 * committed again before the crash, are in the file half changed; the checksum finds that, and
 * {@link #open} refuses the file with a {@link MappedFileException}. Nothing torn is ever returned
 * as content. So does a file that was truncated or damaged, or holds another kind of element.
 *
 * <p><b>Growth.</b> A growing block grows the file and is mapped again, at another address; no byte
 * is copied. The file's new part is written with zeros first, so that a full disk is an {@link
 * AllocationFailedException} then and not a fault in a later write. The file is cut to the
 * committed size when it is closed.
 *
 * <p>There is one block at a time: {@link #allocate} when there is one throws {@link
 * AllocationFailedException}. Freeing it, as closing the vector does, leaves the file's content as
 * it is. The file is locked against other processes, and against a second {@code open} in this one.
 * It works with and without native access. One thread at a time may use it. An interrupt of a
 * thread while it commits or grows the file closes the channel, as it does with any in Java: the
 * operation fails, the file is in its last committed state, and only {@link #close} is left to do.
 */
public final class MappedFile implements MemoryResource, AutoCloseable {
    static final long CONTENT_OFFSET = 1 << 16;
    static final long SLOT_DISTANCE = 4096;

    private static final int ZEROS_BYTES = 1 << 20;
    private static final long LEAST_CAPACITY_BYTES = 4096;
    private static final long CHECKSUM_STEP_BYTES = 1 << 30;

    /**
     * The files open in this process. A lock alone would not do: POSIX takes it away as soon as any
     * channel on the file is closed, that of a second {@code open} which failed too.
     */
    private static final Set<Object> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Object key;
    private final FileChannel channel;
    private final long limitBytes;
    private final CRC32C checksum = new CRC32C();
    private MappedFileHeader committed;
    private long checksummedBytes;
    private @Nullable Arena arena;
    private MemorySegment mapped = MemorySegment.NULL;
    private boolean blockOut;
    private boolean closed;

    private MappedFile(
            Path path,
            Object key,
            FileChannel channel,
            MappedFileHeader committed,
            long limitBytes) {
        this.path = path;
        this.key = key;
        this.channel = channel;
        this.committed = committed;
        this.limitBytes = limitBytes;
    }

    /**
     * Opens a file, or makes one if there is none, of unlimited size.
     *
     * @param path the file
     * @param elementKind a name of the kind of element, 1 to 16 ASCII characters, like "long"
     * @param elementBytes the size of an element in bytes, at least 1
     * @return the file, in its last committed state
     * @throws MappedFileException if it is locked, torn, truncated, of another kind or version, or
     *     cannot be read and written
     */
    public static MappedFile open(Path path, String elementKind, int elementBytes) {
        return open(path, elementKind, elementBytes, Long.MAX_VALUE / 2);
    }

    /**
     * Opens a file, or makes one if there is none.
     *
     * @param path the file
     * @param elementKind a name of the kind of element, 1 to 16 ASCII characters, like "long"
     * @param elementBytes the size of an element in bytes, at least 1
     * @param limitBytes the most that its block may have, in bytes
     * @return the file, in its last committed state
     * @throws MappedFileException if it is locked, torn, truncated, of another kind or version, or
     *     cannot be read and written
     */
    public static MappedFile open(
            Path path, String elementKind, int elementBytes, long limitBytes) {
        if (!elementKind.matches("\\p{Graph}{1," + MappedFileHeader.MAX_KIND_BYTES + "}")) {
            throw new IllegalArgumentException(
                    "a kind of element has 1 to 16 ASCII characters and no blank, unlike \""
                            + elementKind
                            + "\"");
        }
        if (elementBytes < 1) {
            throw new IllegalArgumentException(
                    "an element has at least 1 byte, not " + elementBytes);
        }
        MappedFileHeader empty = new MappedFileHeader(elementKind, elementBytes, 1, 0, 0);
        Object key = null;
        FileChannel channel = null;
        boolean opened = false;
        try {
            createIfMissing(path, empty);
            key = enter(path);
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock(path, channel);
            MappedFileHeader header = newestHeader(path, channel);
            requireKind(path, header, empty);
            MappedFile file = new MappedFile(path, key, channel, header, limitBytes);
            file.mapCommitted();
            opened = true;
            return file;
        } catch (IOException e) {
            throw new MappedFileException("cannot open " + path + ": " + e, e);
        } finally {
            if (!opened && channel != null) {
                closeQuietly(channel);
            }
            if (!opened && key != null) {
                OPEN.remove(key);
            }
        }
    }

    /**
     * Returns how much was committed last.
     *
     * @return the size in bytes, a multiple of the element's size
     */
    public long committedBytes() {
        return committed.committedBytes();
    }

    /**
     * Takes over the file's block, once after {@link #open} or after the block was freed. It is the
     * caller's until it is given back by {@link #free}.
     *
     * @return the block: the committed content first, with what was written to it since, then room
     *     for more; null if nothing is committed, and a block comes from {@link #allocate}
     * @throws IllegalStateException if the block is taken, or the file is closed
     */
    public @Nullable MemorySegment takeCommitted() {
        requireOpen();
        if (blockOut) {
            throw new IllegalStateException("the block of " + path + " is in use");
        }
        if (committed.committedBytes() == 0) {
            return null;
        }
        if (mapped.byteSize() == 0) {
            mapCommitted();
        }
        blockOut = true;
        return mapped;
    }

    /**
     * Allocates the one block, at the file's start: whatever is written there replaces the
     * committed content. To keep that, use {@link #takeCommitted}.
     */
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long alignment = Requests.alignment(byteSize, byteAlignment);
        requireOpen();
        if (blockOut) {
            throw new AllocationFailedException(
                    path + " is one block, which is in use: " + byteSize + " bytes asked for");
        }
        if (alignment > LEAST_CAPACITY_BYTES) {
            throw new AllocationFailedException(
                    "a mapping is aligned to 4096 bytes, not to " + alignment);
        }
        if (mapped.byteSize() < byteSize) {
            remap(byteSize);
        }
        blockOut = true;
        return mapped.asSlice(0, byteSize);
    }

    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        Requests.requireSize(newByteSize);
        requireOwn(block);
        return newByteSize <= mapped.byteSize() ? mapped.asSlice(0, newByteSize) : null;
    }

    @Override
    public MemorySegment reallocate(MemorySegment block, long newByteSize, long byteAlignment) {
        MemorySegment resized = tryResize(block, newByteSize);
        if (resized == null) {
            remap(newByteSize);
            resized = mapped.asSlice(0, newByteSize);
        }
        return resized;
    }

    @Override
    public void free(MemorySegment block) {
        requireOwn(block);
        blockOut = false;
    }

    /**
     * Makes the block's content durable. O(size): all of it is read for the checksum.
     *
     * @param usedBytes how much of the block counts, a multiple of the element's size
     * @throws MappedFileException if the device refuses; the last committed state still counts
     */
    public void commit(long usedBytes) {
        checksum.reset();
        checksummedBytes = 0;
        commitAppended(usedBytes);
    }

    /**
     * Makes elements durable that were added behind those committed last. O(added elements): the
     * caller vouches that committed ones are unchanged. If they are not, {@link #open} will refuse
     * the file.
     *
     * @param usedBytes how much of the block counts, a multiple of the element's size
     * @throws MappedFileException if the device refuses; the last committed state still counts
     */
    public void commitAppended(long usedBytes) {
        requireOpen();
        if (usedBytes < 0
                || usedBytes > mapped.byteSize()
                || usedBytes % committed.elementBytes() != 0) {
            throw new IllegalArgumentException(
                    usedBytes
                            + " bytes are not whole elements of "
                            + committed.elementBytes()
                            + " bytes in a block of "
                            + mapped.byteSize());
        }
        if (usedBytes < checksummedBytes) {
            checksum.reset();
            checksummedBytes = 0;
        }
        long from = checksummedBytes;
        addToChecksum(usedBytes);
        MappedFileHeader next =
                new MappedFileHeader(
                        committed.elementKind(),
                        committed.elementBytes(),
                        committed.sequence() + 1,
                        usedBytes,
                        (int) checksum.getValue());
        boolean done = false;
        try {
            if (usedBytes > from) {
                mapped.asSlice(from, usedBytes - from).force();
            }
            channel.force(true);
            writeSlot(channel, next);
            channel.force(true);
            done = true;
        } catch (IOException e) {
            throw new MappedFileException("cannot commit " + path + ": " + e, e);
        } catch (UncheckedIOException e) {
            throw new MappedFileException("cannot commit " + path + ": " + e, new IOException(e));
        } finally {
            if (!done) {
                // The next commit forces everything again.
                checksum.reset();
                checksummedBytes = 0;
            }
        }
        committed = next;
    }

    /**
     * Closes the file; what was not committed is lost. Closing it again does nothing.
     *
     * @throws IllegalStateException if the block is in use: close the vector first; nothing has
     *     happened then
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (blockOut) {
            throw new IllegalStateException(
                    "the block of " + path + " is in use: close the vector on it first");
        }
        closed = true;
        unmap();
        if (!channel.isOpen()) {
            OPEN.remove(key);
            return;
        }
        try (channel) {
            channel.truncate(CONTENT_OFFSET + committed.committedBytes());
        } catch (IOException e) {
            throw new MappedFileException("cannot close " + path + ": " + e, e);
        } finally {
            OPEN.remove(key);
        }
    }

    @Override
    public String toString() {
        return "MappedFile[" + path + ", " + committed.committedBytes() + " bytes committed]";
    }

    /**
     * Made under another name and linked, so that there never is a file without a header, and one
     * that another process makes meanwhile is not replaced.
     */
    private static void createIfMissing(Path path, MappedFileHeader empty) throws IOException {
        if (Files.exists(path)) {
            return;
        }
        Path directory = path.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(directory, path.getFileName() + ".", ".new");
        try {
            try (FileChannel created = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                writeSlot(created, empty);
                created.write(ByteBuffer.allocate(1), CONTENT_OFFSET - 1);
                created.force(true);
            }
            linkOrMove(fresh, path);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void linkOrMove(Path fresh, Path path) throws IOException {
        try {
            Files.createLink(path, fresh);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (!Files.exists(path)) {
                Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        forceDirectory(path.toAbsolutePath().resolveSibling(""));
    }

    /** A commit is worth nothing if the file's name is lost. */
    private static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException ignored) {
            // Not every system lets directories be opened.
        }
    }

    /** Counts a file as open in this process, whatever path leads to it. */
    private static Object enter(Path path) throws IOException {
        Object fileKey = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        Object key = fileKey == null ? path.toRealPath() : fileKey;
        if (!OPEN.add(key)) {
            throw new MappedFileException(path + " is open already in this process");
        }
        return key;
    }

    @SuppressWarnings("resource") // the lock ends with the channel
    private static void lock(Path path, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new MappedFileException(path + " is locked already in this process");
        }
        if (lock == null) {
            throw new MappedFileException(path + " is open in another process");
        }
    }

    private static MappedFileHeader newestHeader(Path path, FileChannel channel)
            throws IOException {
        MappedFileHeader newest = null;
        for (int slot = 0; slot < 2; slot++) {
            ByteBuffer bytes = ByteBuffer.allocate(MappedFileHeader.BYTES);
            while (bytes.hasRemaining()
                    && channel.read(bytes, slot * SLOT_DISTANCE + bytes.position()) >= 0) {}
            MappedFileHeader header = MappedFileHeader.decode(bytes.flip());
            if (header != null && (newest == null || header.sequence() > newest.sequence())) {
                newest = header;
            }
        }
        if (newest == null) {
            throw new MappedFileException(
                    path + " has no whole header: it is damaged, or no file of a vector");
        }
        return newest;
    }

    private static void requireKind(Path path, MappedFileHeader header, MappedFileHeader wanted) {
        if (!header.elementKind().equals(wanted.elementKind())
                || header.elementBytes() != wanted.elementBytes()) {
            throw new MappedFileException(
                    path
                            + " holds "
                            + header.elementKind()
                            + " of "
                            + header.elementBytes()
                            + " bytes, not "
                            + wanted.elementKind()
                            + " of "
                            + wanted.elementBytes());
        }
    }

    private static void writeSlot(FileChannel channel, MappedFileHeader header) throws IOException {
        ByteBuffer bytes = header.encode();
        long slot = (header.sequence() & 1) * SLOT_DISTANCE;
        while (bytes.hasRemaining()) {
            channel.write(bytes, slot + bytes.position());
        }
    }

    /** Maps what is committed and checks that it is what was committed. */
    private void mapCommitted() {
        long bytes = committed.committedBytes();
        try {
            if (bytes < 0 || bytes > channel.size() - CONTENT_OFFSET) {
                throw new MappedFileException(
                        path
                                + " is truncated: "
                                + bytes
                                + " bytes are committed, "
                                + Math.max(0, channel.size() - CONTENT_OFFSET)
                                + " are there");
            }
            if (bytes > 0) {
                map(bytes);
            }
            checksum.reset();
            checksummedBytes = 0;
            addToChecksum(bytes);
            if ((int) checksum.getValue() != committed.contentChecksum()) {
                unmap();
                throw new MappedFileException(
                        path
                                + " is torn: its content is not what was committed; elements were"
                                + " changed and not committed before a crash, or the file is"
                                + " damaged. Restore it from a backup");
            }
        } catch (IOException e) {
            throw new MappedFileException("cannot map " + path + ": " + e, e);
        }
    }

    private void addToChecksum(long to) {
        while (checksummedBytes < to) {
            long step = Math.min(CHECKSUM_STEP_BYTES, to - checksummedBytes);
            checksum.update(mapped.asSlice(checksummedBytes, step).asByteBuffer());
            checksummedBytes += step;
        }
    }

    private void remap(long byteSize) {
        if (byteSize > limitBytes) {
            throw new AllocationFailedException(
                    byteSize + " bytes asked for, " + path + " is limited to " + limitBytes);
        }
        long capacity = Math.max(byteSize, LEAST_CAPACITY_BYTES);
        try {
            long present = Math.max(channel.size(), CONTENT_OFFSET);
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
            long end = CONTENT_OFFSET + capacity;
            while (present < end) {
                zeros.clear().limit((int) Math.min(ZEROS_BYTES, end - present));
                present += channel.write(zeros, present);
            }
            map(capacity);
        } catch (IOException e) {
            throw new AllocationFailedException(
                    "cannot grow " + path + " to " + byteSize + " bytes: " + e);
        }
    }

    /** The old mapping goes only when the new one is there. */
    @SuppressWarnings("MustBeClosedChecker") // closed by unmap
    private void map(long byteSize) throws IOException {
        Arena next = Arena.ofShared();
        boolean done = false;
        try {
            MemorySegment segment = channel.map(MapMode.READ_WRITE, CONTENT_OFFSET, byteSize, next);
            done = true;
            unmap();
            mapped = segment;
            arena = next;
        } finally {
            if (!done) {
                next.close();
            }
        }
    }

    private void unmap() {
        if (arena != null) {
            arena.close();
            arena = null;
            mapped = MemorySegment.NULL;
        }
    }

    private void requireOpen() {
        if (!channel.isOpen()) {
            throw new IllegalStateException(path + " is closed");
        }
    }

    private void requireOwn(MemorySegment block) {
        if (!blockOut || block.address() != mapped.address()) {
            throw new IllegalArgumentException("not the block of " + path + ": " + block);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // The file was only read; why it could not be opened is being thrown.
        }
    }
}
