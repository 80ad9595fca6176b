package dev.kanishk.matching.engine;

import dev.kanishk.matching.journal.DurableFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The root folder of an engine's journals: a file that says how many shards there are, a lock, and
 * a folder for each shard.
 *
 * <p>Which shard an instrument is in must not change from one start to the next, so neither may the
 * number of shards. The file is written beside, forced, and renamed, before the first shard's
 * journal is made.
 */
final class EngineFolder implements AutoCloseable {
    private static final String DESCRIPTION = "engine.txt";
    private static final String UNFINISHED = "engine.txt.new";
    private static final String LOCK = "engine.lock";
    private static final Pattern CONTENT =
            Pattern.compile("matching engine\nformat ([0-9]{1,9})\nshards ([0-9]{1,9})\n");
    private static final int FORMAT = 1;

    private final Path root;
    private final Closeable lock;

    /**
     * Opens a folder, or makes it.
     *
     * @param root the folder
     * @param shards how many shards the engine has
     * @throws IOException if it is of another number of shards or format, damaged, in use, or
     *     cannot be read or written
     */
    EngineFolder(Path root, int shards) throws IOException {
        this.root = root;
        DurableFolder.create(root);
        this.lock = takeLock(root);
        try {
            Path description = root.resolve(DESCRIPTION);
            if (Files.exists(description)) {
                check(description, shards);
            } else {
                requireNoShards();
                DurableFolder.forceName(root);
                write(description, shards);
            }
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Returns the folders of the shards' journals, in their order, without opening the engine; one
     * that was never started may lack some.
     */
    static List<Path> shardFolders(Path root) throws IOException {
        Path description = root.resolve(DESCRIPTION);
        List<Path> folders = new ArrayList<>();
        if (!Files.exists(description)) {
            return folders;
        }
        Matcher content = CONTENT.matcher(Files.readString(description));
        int shards = content.matches() ? Integer.parseInt(content.group(2)) : 1;
        check(description, shards);
        for (int shard = 0; shard < shards; shard++) {
            folders.add(shardFolder(root, shard));
        }
        return folders;
    }

    /**
     * Returns the failure of an engine that has carried out commands and lacks a shard's journal.
     * The journals of all shards are made before the first command.
     */
    static IOException lostShard(Path folder) {
        return new IOException(
                "the journal "
                        + folder
                        + " has no segments, but those of other shards hold commands: restore its"
                        + " folder from a copy");
    }

    private static Path shardFolder(Path root, int shard) {
        return root.resolve(String.format(Locale.ROOT, "shard-%04d", shard + 1));
    }

    /** Returns the folder of a shard's journal. */
    Path ofShard(int shard) {
        return shardFolder(root, shard);
    }

    /** Lets others open it. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static Closeable takeLock(Path root) throws IOException {
        Closeable taken = DurableFolder.tryLock(root.resolve(LOCK));
        if (taken == null) {
            throw new IOException(
                    "the journal "
                            + root
                            + " is in use by another engine: close that one, or use another"
                            + " folder");
        }
        return taken;
    }

    private static void check(Path description, int shards) throws IOException {
        Matcher content = CONTENT.matcher(Files.readString(description));
        if (!content.matches()) {
            throw new IOException(
                    description
                            + " is damaged: its lines must be 'matching engine', 'format "
                            + FORMAT
                            + "' and 'shards N', N being the number of shard folders");
        }
        int format = Integer.parseInt(content.group(1));
        if (format != FORMAT) {
            throw new IOException(
                    description
                            + " is of format "
                            + format
                            + ", and this program reads "
                            + FORMAT
                            + ": use the version that wrote it");
        }
        int found = Integer.parseInt(content.group(2));
        if (found != shards) {
            throw new IOException(
                    "the journal "
                            + description.getParent()
                            + " has "
                            + found
                            + " shards, not "
                            + shards
                            + ": start with shards("
                            + found
                            + "), or use another folder");
        }
    }

    private void requireNoShards() throws IOException {
        if (Files.exists(ofShard(0))) {
            throw new IOException(
                    root
                            + " has journals of shards but no "
                            + DESCRIPTION
                            + ": restore that file from a copy");
        }
    }

    private void write(Path description, int shards) throws IOException {
        Path unfinished = root.resolve(UNFINISHED);
        String text = "matching engine\nformat " + FORMAT + "\nshards " + shards + "\n";
        try (FileChannel file =
                FileChannel.open(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(unfinished, description, StandardCopyOption.ATOMIC_MOVE);
        DurableFolder.force(root);
    }
}
