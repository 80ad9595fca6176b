package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineFolderTest {
    @TempDir Path root;

    private void open(int shards) throws IOException {
        new EngineFolder(root, shards).close();
    }

    @Test
    void keepsTheNumberOfShards() throws IOException {
        open(2);
        open(2);
        assertThatThrownBy(() -> open(3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has 2 shards, not 3: start with shards(2)");
    }

    @Test
    void isUsedByOneEngineAtATime() throws IOException {
        EngineFolder first = new EngineFolder(root, 2);
        assertThatThrownBy(() -> open(2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use by another engine");
        first.close();
        open(2);
    }

    @Test
    void takesNoDamagedOrNewerDescription() throws IOException {
        open(2);
        Path description = root.resolve("engine.txt");
        Files.writeString(description, "matching engine\nformat 2\nshards 2\n");
        assertThatThrownBy(() -> open(2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is of format 2");
        Files.writeString(description, "matching engine\n");
        assertThatThrownBy(() -> open(2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void missesALostDescription() throws IOException {
        try (EngineFolder folder = new EngineFolder(root, 2)) {
            Files.createDirectory(folder.ofShard(0));
        }
        Files.delete(root.resolve("engine.txt"));
        assertThatThrownBy(() -> open(2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no engine.txt");
    }

    @Test
    void survivesACrashBeforeTheDescriptionIsThere() throws IOException {
        Files.writeString(root.resolve("engine.txt.new"), "matching eng");
        open(4);
        open(4);
        try (EngineFolder folder = new EngineFolder(root, 4)) {
            assertThat(folder.ofShard(3)).isEqualTo(root.resolve("shard-0004"));
        }
    }
}
