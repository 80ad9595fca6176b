package dev.kanishk.scheduler.server.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/*
 * Room is taken before a byte is read: as much as the request says it is, or as much as it may be.
 * So what callers send cannot fill the memory, however many there are, and who sends slowly holds
 * up nobody but those who wait for the same room, and them not for long.
 */
/** Reads what callers send. All that is held at a time is bounded. */
final class Bodies {
    private static final int UNIT_BYTES = 1 << 10;
    private static final int FIRST_BYTES = 8 << 10;
    private static final int MAX_WAITING = 1_024;

    /** How long a body may take to come; and how much longer if it is large. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final long NANOS_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / (64 << 10);

    private final LongSupplier nanos;
    private final int maxBytes;
    private final Gate room;

    Bodies(HttpLimits limits, LongSupplier nanos) {
        this.nanos = nanos;
        this.maxBytes = limits.maxBodyBytes();
        int units = (int) Math.min(Integer.MAX_VALUE, limits.memoryBytes() / UNIT_BYTES);
        this.room =
                new Gate(Limit.MEMORY, "KiB of bodies", units, MAX_WAITING, limits.patienceMs());
    }

    /** A body, and the room that it has until it is closed. */
    final class Body implements AutoCloseable {
        private byte[] bytes = new byte[0];
        private int length;
        private int units;

        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        /** Reads as many bytes as expected, or up to the end if that is negative. */
        void read(InputStream in, int expected) throws IOException {
            bytes = new byte[Math.min(expected < 0 ? FIRST_BYTES : expected, maxBytes)];
            long began = nanos.getAsLong();
            while (true) {
                if (length == bytes.length) {
                    if (length == expected) {
                        return;
                    }
                    bytes = Arrays.copyOf(bytes, (int) Math.min(2L * length, maxBytes + 1L));
                }
                int count = in.read(bytes, length, bytes.length - length);
                if (count < 0) {
                    return;
                }
                length += count;
                if (length > maxBytes) {
                    throw tooLarge();
                }
                long most = PATIENCE_NANOS + length * NANOS_PER_BYTE;
                if (nanos.getAsLong() - began > most) {
                    throw tooSlow();
                }
            }
        }

        private void shrink() {
            int needed = units(length);
            room.leave(units - needed);
            units = needed;
        }

        @Override
        public void close() {
            room.leave(units);
            units = 0;
        }
    }

    Body read(ServerRequest request) {
        Body body = new Body();
        if (!request.content().hasEntity()) {
            return body;
        }
        long expected = request.headers().contentLength().orElse(-1);
        if (expected > maxBytes) {
            throw tooLarge();
        }
        int units = units(expected < 0 ? maxBytes : (int) expected);
        room.enter(units);
        body.units = units;
        boolean read = false;
        try (InputStream in = request.content().inputStream()) {
            body.read(in, (int) expected);
            body.shrink();
            read = true;
            return body;
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("the caller went away", e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                throw tooSlow();
            }
            throw e;
        } catch (IOException e) {
            throw Problem.badRequest("the body cannot be read: " + e.getMessage());
        } finally {
            if (!read) {
                body.close();
            }
        }
    }

    private static Problem tooSlow() {
        return new Problem(Status.REQUEST_TIMEOUT_408, "the body came too slowly");
    }

    private Problem tooLarge() {
        return Problem.tooLarge(
                "the body has more than " + maxBytes + " bytes: send fewer jobs at a time");
    }

    private static int units(int bytes) {
        return 1 + bytes / UNIT_BYTES;
    }

    /** How many bytes are held now. */
    long heldBytes() {
        return (long) room.taken() * UNIT_BYTES;
    }
}
