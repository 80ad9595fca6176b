package dev.kanishk.matching.journal;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk in memory that knows of each file what is durable and what is only in pages, and of each
 * name the same, and that fails and loses power as told.
 *
 * <p>A sector of 512 bytes is written whole or not at all, and a page is 4 KiB; a write that stays
 * within one sector is whole. A crash keeps any subset of what was not forced, page by page or
 * sector by sector, and of the names in a folder any subset of the changes. After a failed force
 * the pages count as clean: they are still read, but no later force writes them.
 */
final class SimulatedDisk implements Disk {
    static final int SECTOR_BYTES = 512;
    static final int PAGE_BYTES = 4096;

    /** Thrown by every operation from the one at which power was lost. */
    static final class PowerLost extends IOException {
        private static final long serialVersionUID = 1L;

        PowerLost() {
            super("power was lost");
        }
    }

    /** What goes wrong at an operation. */
    enum Fault {
        NONE,
        POWER,
        EIO,
        ENOSPC
    }

    private final Random random;
    private final Map<String, Content> visible = new TreeMap<>();
    private final Map<String, Content> durable = new TreeMap<>();
    private final List<Consumer<Map<String, Content>>> changes = new ArrayList<>();
    private final List<String> operations = new ArrayList<>();
    private boolean shortWrites;
    private boolean locked;
    private boolean off;
    private long freeBytes = Long.MAX_VALUE;
    private int faultAt = -1;
    private Fault fault = Fault.NONE;
    private String faultKind = "";
    private int generation;

    SimulatedDisk(long seed) {
        random = new Random(seed);
    }

    void writeShort(boolean value) {
        shortWrites = value;
    }

    void freeBytes(long bytes) {
        freeBytes = bytes;
    }

    /** Has a fault happen at the n-th operation from now. */
    void failAt(int operation, Fault what) {
        faultAt = operations.size() + operation;
        fault = what;
    }

    /** Has every operation of a kind fail from now on; an empty kind ends that. */
    void failAlways(String kind) {
        faultKind = kind;
    }

    int operationCount() {
        return operations.size();
    }

    List<String> operations() {
        return operations;
    }

    /** The bytes of a file as they are read now. */
    byte[] bytes(String name) {
        Content content = visible.get(name);
        return content == null ? new byte[0] : content.cached.clone();
    }

    /** Changes a file, durably. */
    void replace(String name, byte[] bytes) {
        Content content = new Content(bytes.clone());
        visible.put(name, content);
        durable.put(name, content);
    }

    void remove(String name) {
        visible.remove(name);
        durable.remove(name);
    }

    List<String> names() {
        return List.copyOf(visible.keySet());
    }

    /** Loses power, or only the process, and comes back. */
    void restart(boolean power) {
        generation++;
        off = false;
        locked = false;
        faultAt = -1;
        fault = Fault.NONE;
        faultKind = "";
        if (power) {
            losePower();
        }
    }

    private void losePower() {
        int names = random.nextInt(4);
        for (Consumer<Map<String, Content>> change : changes) {
            if (names == 1 || (names > 1 && random.nextBoolean())) {
                change.accept(durable);
            }
        }
        changes.clear();
        int keep = random.nextInt(4);
        for (Content content : durable.values()) {
            content.losePower(random, keep);
        }
        visible.clear();
        visible.putAll(durable);
    }

    private void change(Consumer<Map<String, Content>> change) {
        change.accept(visible);
        changes.add(change);
    }

    private void step(String operation, String name) throws IOException {
        if (off) {
            throw new PowerLost();
        }
        int index = operations.size();
        operations.add(operation + " " + name);
        if (index == faultAt) {
            switch (fault) {
                case POWER -> {
                    off = true;
                    throw new PowerLost();
                }
                case EIO -> throw new IOException("Input/output error");
                case ENOSPC -> throw new IOException("No space left on device");
                case NONE -> {}
            }
        }
        if (operation.equals(faultKind)) {
            throw new IOException("Input/output error");
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        step("mkdir", name(folder));
    }

    @Override
    public synchronized List<String> list(Path folder) throws IOException {
        step("list", "");
        List<String> names = new ArrayList<>(visible.keySet());
        Collections.shuffle(names, random);
        return names;
    }

    @Override
    public synchronized OpenFile create(Path file) throws IOException {
        step("create", name(file));
        Content content = new Content(new byte[0]);
        change(names -> names.put(name(file), content));
        return new Handle(name(file), content);
    }

    @Override
    public synchronized OpenFile open(Path file, boolean writable) throws IOException {
        step("open", name(file));
        Content content = visible.get(name(file));
        if (content == null) {
            throw new FileNotFoundException(name(file));
        }
        return new Handle(name(file), content);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        step("rename", name(from));
        Content content = visible.get(name(from));
        if (content == null) {
            throw new FileNotFoundException(name(from));
        }
        change(names -> {
            names.remove(name(from), content);
            names.put(name(to), content);
        });
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        step("delete", name(file));
        Content content = visible.get(name(file));
        change(names -> names.remove(name(file)));
        if (content != null && freeBytes != Long.MAX_VALUE) {
            freeBytes += content.cached.length;
        }
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        step("forceFolder", name(folder));
        durable.clear();
        durable.putAll(visible);
        changes.clear();
    }

    @Override
    public synchronized void forceName(Path folder) throws IOException {
        step("forceName", name(folder));
    }

    @Override
    public synchronized Closeable lock(Path file) throws IOException {
        step("lock", name(file));
        if (locked) {
            throw new IOException("locked");
        }
        locked = true;
        int taken = generation;
        return () -> {
            if (taken == generation) {
                locked = false;
            }
        };
    }

    /** A file's bytes: as read, as on the disk, and which sectors differ and are not yet clean. */
    private static final class Content {
        private byte[] cached;
        private byte[] onDisk;
        private boolean[] dirty;

        Content(byte[] bytes) {
            cached = bytes;
            onDisk = bytes.clone();
            dirty = new boolean[sectors(bytes.length)];
        }

        private static int sectors(int bytes) {
            return (bytes + SECTOR_BYTES - 1) / SECTOR_BYTES;
        }

        void write(ByteBuffer from, int at, int count) {
            if (at + count > cached.length) {
                cached = Arrays.copyOf(cached, at + count);
                dirty = Arrays.copyOf(dirty, sectors(at + count));
            }
            from.get(cached, at, count);
            Arrays.fill(dirty, at / SECTOR_BYTES, sectors(at + count), true);
        }

        void force(boolean fails) {
            onDisk = Arrays.copyOf(onDisk, cached.length);
            for (int sector = 0; sector < dirty.length; sector++) {
                if (dirty[sector] && !fails) {
                    persist(sector);
                }
                dirty[sector] = false;
            }
        }

        private void persist(int sector) {
            int from = sector * SECTOR_BYTES;
            int count = Math.min(SECTOR_BYTES, cached.length - from);
            System.arraycopy(cached, from, onDisk, from, count);
        }

        /** Keeps none, all, any pages, or any sectors of what was not forced. */
        void losePower(Random random, int keep) {
            if (keep > 0) {
                int length = random.nextBoolean() ? cached.length : onDisk.length;
                onDisk = Arrays.copyOf(onDisk, Math.max(length, onDisk.length));
            }
            int perUnit = keep == 2 ? PAGE_BYTES / SECTOR_BYTES : 1;
            boolean kept = false;
            for (int sector = 0; sector < dirty.length; sector++) {
                if (sector % perUnit == 0) {
                    kept = keep == 1 || (keep > 1 && random.nextBoolean());
                }
                if (dirty[sector] && kept && sector * SECTOR_BYTES < onDisk.length) {
                    int from = sector * SECTOR_BYTES;
                    int count = Math.min(SECTOR_BYTES, onDisk.length - from);
                    System.arraycopy(cached, from, onDisk, from, count);
                }
                dirty[sector] = false;
            }
            cached = onDisk.clone();
        }
    }

    private final class Handle implements OpenFile {
        private final String name;
        private final Content content;
        private final int opened = generation;

        Handle(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        private void use(String operation) throws IOException {
            if (opened != generation) {
                throw new PowerLost();
            }
            step(operation, name);
        }

        @Override
        public long size() {
            return content.cached.length;
        }

        @Override
        public int read(ByteBuffer to, long offset) throws IOException {
            int at = Math.toIntExact(offset);
            synchronized (SimulatedDisk.this) {
                use("read");
                int count = Math.min(to.remaining(), content.cached.length - at);
                if (count <= 0) {
                    return -1;
                }
                if (shortWrites && count > 1) {
                    count = 1 + random.nextInt(count);
                }
                to.put(content.cached, at, count);
                return count;
            }
        }

        @Override
        public int write(ByteBuffer from, long offset) throws IOException {
            int at = Math.toIntExact(offset);
            synchronized (SimulatedDisk.this) {
                int all = from.remaining();
                boolean within = at / SECTOR_BYTES == (at + all - 1) / SECTOR_BYTES;
                int part = within || all < 2 ? all : 1 + random.nextInt(all - 1);
                try {
                    use("write");
                } catch (IOException e) {
                    if (!within && opened == generation && random.nextBoolean()) {
                        content.write(from, at, part);
                    }
                    throw e;
                }
                int count = shortWrites && random.nextInt(3) == 0 ? part : all;
                long grows = Math.max(0, (long) at + count - content.cached.length);
                if (grows > freeBytes) {
                    throw new IOException("No space left on device");
                }
                freeBytes -= freeBytes == Long.MAX_VALUE ? 0 : grows;
                content.write(from, at, count);
                return count;
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                try {
                    use("force");
                } catch (PowerLost e) {
                    throw e;
                } catch (IOException e) {
                    content.force(true);
                    throw e;
                }
                content.force(false);
            }
        }

        @Override
        public void close() {
            // Closing forces nothing, as on a real disk.
        }
    }
}
