package dev.kanishk.agents.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What stores in a database promise beyond the others. */
abstract class SqlStoreContract extends StoreContract {
    private static final String SECRET = "{\"secret\":\"a person's name\"}";

    /** Runs a statement past the store. */
    abstract int execute(String sql);

    /** Reads the bytes of a column past the store. */
    abstract List<byte[]> bytes(String sql);

    static SecretKey key() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, "AES");
    }

    @Test
    void anotherInstanceReadsWhatOneWrote() {
        append(admit("r"), 1);
        List<Event> written = store.events("r");

        try (CheckpointStore other = open(StoreOptions.DEFAULTS)) {
            assertThat(other.events("r")).isEqualTo(written);
            Lease taken = other.lease("r");
            assertThat(other.append(taken, Append.of(entry(2)), Flush.SHARED)).isEqualTo(3);
        }
        assertThat(sequences("r")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void damagedEventIsNamedAndOtherRunsStayReadable() {
        append(admit("bad"), 1);
        append(admit("good"), 1);
        int changed =
                execute(
                        "UPDATE agent_event SET payload = substr(payload, 1, 4) || substr(payload,"
                                + " 6) WHERE place = (SELECT key FROM agent_run WHERE id = 'bad')"
                                + " * 4294967296 + 2");
        assertThat(changed).isOne();

        assertThatThrownBy(() -> store.events("bad"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("event 2 of run 'bad' is damaged");
        assertThat(store.read("bad", 1).events()).hasSize(1);
        store.fork("bad", 1, "saved", "{}");
        assertThat(sequences("saved")).containsExactly(1L, 2L);
        assertThat(sequences("good")).containsExactly(1L, 2L);
    }

    @Test
    void encryptsPayloadsAndBindsThemToTheirPlace() {
        AesGcmCodec codec = new AesGcmCodec(1, Map.of(1, key()));
        try (CheckpointStore encrypted = open(StoreOptions.DEFAULTS.withCodec(codec))) {
            Lease lease = encrypted.admit(new Admission("r", null, SECRET));
            Entry note = new Entry(Event.Kind.NOTE, "n", 1, 0, SECRET);
            encrypted.append(lease, Append.of(note).withSnapshot(SECRET), Flush.SHARED);

            assertThat(encrypted.events("r"))
                    .extracting(Event::payload)
                    .containsExactly(SECRET, SECRET);
            assertThat(encrypted.read("r", 9).snapshot()).isEqualTo(SECRET);
            for (byte[] stored :
                    bytes(
                            "SELECT payload FROM agent_event UNION ALL"
                                    + " SELECT payload FROM agent_snapshot")) {
                assertThat(new String(stored, StandardCharsets.ISO_8859_1))
                        .doesNotContain("person");
            }
            execute(
                    "UPDATE agent_event SET payload = (SELECT payload FROM agent_event WHERE"
                            + " kind = 1) WHERE kind = 22");
            assertThatThrownBy(() -> encrypted.events("r", 1)).hasMessageContaining("damaged");
        }
    }

    @Test
    void keysCanBeChangedAndAMissingOneIsNamed() {
        SecretKey old = key();
        SecretKey fresh = key();
        try (CheckpointStore first =
                open(StoreOptions.DEFAULTS.withCodec(new AesGcmCodec(1, Map.of(1, old))))) {
            first.admit(new Admission("r", null, SECRET));
        }
        AesGcmCodec both = new AesGcmCodec(2, Map.of(1, old, 2, fresh));
        try (CheckpointStore second = open(StoreOptions.DEFAULTS.withCodec(both))) {
            second.append(second.lease("r"), Append.of(entry(1)), Flush.SHARED);
            assertThat(second.events("r")).hasSize(2);
        }
        AesGcmCodec one = new AesGcmCodec(2, Map.of(2, fresh));
        try (CheckpointStore third = open(StoreOptions.DEFAULTS.withCodec(one))) {
            assertThatThrownBy(() -> third.events("r"))
                    .hasMessageContaining("event 1 of run 'r'")
                    .hasMessageContaining("key 1");
        }
    }

    @Test
    void refusesASchemaOfANewerVersion() {
        execute("UPDATE agent_schema SET version = 99");

        assertThatThrownBy(() -> open(StoreOptions.DEFAULTS))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("version 99");
        execute("UPDATE agent_schema SET version = 1");
    }

    @Test
    void payloadBeyondTheLimitIsRefusedAndNothingIsWritten() {
        Lease lease = admit("r");
        String huge = "{\"x\":\"" + "x".repeat(CheckpointStore.MAX_PAYLOAD) + "\"}";

        assertThatThrownBy(() ->
                        store.append(
                                lease,
                                Append.of(new Entry(Event.Kind.NOTE, "n", 1, 0, huge)),
                                Flush.SHARED))
                .hasMessageContaining("run 'r'")
                .hasMessageContaining("at most 67108864");
        assertThat(append(lease, 1)).isEqualTo(2);
    }
}
