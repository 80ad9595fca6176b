package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.store.PayloadCodec;
import dev.kanishk.scheduler.store.RepeatableStore.NamedRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Jobs and receipts as bytes. An entry of the stream: version, process, number of the batch,
 * whether any of it is acknowledged by Redis, count, jobs. A reply: version, number of the batch,
 * count, receipts; a count of -1 says that whoever sent the batch has to store it.
 */
final class FrontFormat {
    private static final int VERSION = 1;

    /** Which batch an entry is. */
    record Header(String process, long number, boolean acknowledged, int jobs) {}

    private FrontFormat() {}

    /** Writes to memory, which does not fail. */
    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The jobs of a call, as they are put into an entry. */
    static byte[] jobs(List<NamedRequest> jobs, PayloadCodec codec) {
        return bytes(out -> {
            for (NamedRequest job : jobs) {
                write(out, job, codec);
            }
        });
    }

    static byte[] entry(Header header, List<byte[]> calls) {
        return bytes(out -> {
            out.writeByte(VERSION);
            out.writeUTF(header.process);
            out.writeLong(header.number);
            out.writeBoolean(header.acknowledged);
            out.writeInt(header.jobs);
            for (byte[] call : calls) {
                out.write(call);
            }
        });
    }

    private static void write(DataOutputStream out, NamedRequest job, PayloadCodec codec)
            throws IOException {
        JobRequest request = job.request();
        writeId(out, job.id());
        out.writeUTF(job.node());
        out.writeUTF(request.type());
        byte[] payload =
                codec.encode(
                        job.id(),
                        request.type(),
                        request.payload().getBytes(StandardCharsets.UTF_8));
        out.writeInt(payload.length);
        out.write(payload);
        writeText(out, request.idempotencyKey());
        Instant runAt = request.runAt();
        out.writeBoolean(runAt != null);
        if (runAt != null) {
            out.writeLong(runAt.getEpochSecond());
            out.writeInt(runAt.getNano());
        }
        out.writeByte(request.priority());
        out.writeByte(request.maxAttempts());
        out.writeLong(request.timeout().toNanos());
        out.writeUTF(request.tenant());
        writeText(out, request.limitKey());
        writeText(out, request.target());
        out.writeByte(request.tags().size());
        for (String tag : request.tags()) {
            out.writeUTF(tag);
        }
        out.writeShort(request.after().size());
        for (UUID id : request.after()) {
            writeId(out, id);
        }
        out.writeBoolean(request.afterAny());
        writeText(out, request.trace());
    }

    private static DataInputStream open(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("it is of version " + version + ", not of " + VERSION);
        }
        return in;
    }

    /** Which batch it is. */
    static Header header(byte[] entry) throws IOException {
        return header(open(entry));
    }

    private static Header header(DataInputStream in) throws IOException {
        return new Header(in.readUTF(), in.readLong(), in.readBoolean(), in.readInt());
    }

    /** What is in an entry. */
    static List<NamedRequest> read(byte[] entry, PayloadCodec codec) throws IOException {
        DataInputStream in = open(entry);
        int count = header(in).jobs;
        List<NamedRequest> jobs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            jobs.add(readJob(in, codec));
        }
        return jobs;
    }

    private static NamedRequest readJob(DataInputStream in, PayloadCodec codec) throws IOException {
        UUID id = readId(in);
        String node = in.readUTF();
        String type = in.readUTF();
        byte[] stored = new byte[in.readInt()];
        in.readFully(stored);
        String payload = new String(codec.decode(id, type, stored), StandardCharsets.UTF_8);
        String key = readText(in);
        Instant runAt =
                in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
        int priority = in.readByte();
        int maxAttempts = in.readByte();
        Duration timeout = Duration.ofNanos(in.readLong());
        String tenant = in.readUTF();
        String limitKey = readText(in);
        String target = readText(in);
        List<String> tags = new ArrayList<>();
        int tagCount = in.readByte();
        for (int i = 0; i < tagCount; i++) {
            tags.add(in.readUTF());
        }
        List<UUID> after = new ArrayList<>();
        int afterCount = in.readShort();
        for (int i = 0; i < afterCount; i++) {
            after.add(readId(in));
        }
        JobRequest request =
                new JobRequest(
                        type,
                        payload,
                        key,
                        runAt,
                        priority,
                        maxAttempts,
                        timeout,
                        tenant,
                        limitKey,
                        target,
                        tags,
                        after,
                        in.readBoolean(),
                        readText(in));
        return new NamedRequest(id, request, node);
    }

    /** An answer to a batch; without receipts, that its sender has to store it. */
    record Reply(long number, @Nullable List<Receipt> receipts) {
        byte[] bytes() {
            return FrontFormat.bytes(out -> {
                out.writeByte(VERSION);
                out.writeLong(number);
                out.writeInt(receipts == null ? -1 : receipts.size());
                if (receipts != null) {
                    for (Receipt receipt : receipts) {
                        writeId(out, receipt.id());
                        out.writeUTF(receipt.state().name());
                        out.writeBoolean(receipt.created());
                    }
                }
            });
        }

        static Reply read(byte[] bytes) throws IOException {
            DataInputStream in = open(bytes);
            long number = in.readLong();
            int count = in.readInt();
            if (count < 0) {
                return new Reply(number, null);
            }
            List<Receipt> receipts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                UUID id = readId(in);
                receipts.add(new Receipt(id, JobState.valueOf(in.readUTF()), in.readBoolean()));
            }
            return new Reply(number, receipts);
        }
    }

    private static void writeId(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    private static @Nullable String readText(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}
