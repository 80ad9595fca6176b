package dev.kanishk.scheduler.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A receiver of webhooks that may do anything on its connections. */
final class Receiver implements AutoCloseable {
    /** What it does on a connection. */
    @FunctionalInterface
    interface Behaviour {
        void on(Connection connection) throws IOException, InterruptedException;
    }

    /** A request as it was seen. */
    record Request(String line, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A connection. */
    record Connection(Socket socket, Receiver receiver) {
        Request read() throws IOException {
            InputStream in = socket.getInputStream();
            String line = line(in);
            Map<String, String> headers = new TreeMap<>();
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            Request request = new Request(line, headers, body);
            receiver.requests.add(request);
            return request;
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the connection was closed");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        void write(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Waits until the other side closes. */
        void awaitClose() throws IOException {
            try {
                while (socket.getInputStream().read() >= 0) {
                    // What else comes does not matter.
                }
            } finally {
                receiver.closedByPeer.countDown();
            }
        }

        /** Waits for as long as the receiver is there. */
        void hang() throws InterruptedException {
            receiver.closing.await();
        }
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    final CountDownLatch closedByPeer = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ServerSocket server;

    private Receiver(ServerSocket server) {
        this.server = server;
    }

    static Receiver at(String address, Behaviour behaviour) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        return on(server, behaviour);
    }

    static Receiver on(ServerSocket server, Behaviour behaviour) {
        Receiver receiver = new Receiver(server);
        Thread.ofVirtual().start(() -> receiver.accept(behaviour));
        return receiver;
    }

    /** Answers all requests of all connections in the same way. */
    static Behaviour answering(String answer) {
        return connection -> {
            while (true) {
                connection.read();
                connection.write(answer);
            }
        };
    }

    private void accept(Behaviour behaviour) {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.add(socket);
                Thread.ofVirtual()
                        .start(() -> {
                            try (socket) {
                                behaviour.on(new Connection(socket, this));
                            } catch (IOException | InterruptedException e) {
                                // The connection is over.
                            }
                        });
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String url(String host) {
        return "http://" + host + ":" + port() + "/hook";
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
