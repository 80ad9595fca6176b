package dev.kanishk.scheduler.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hands connections on to a server, and can do to them what a firewall does to those that were idle
 * for long: the server sees them end, and the client hears nothing of it, ever.
 */
final class SilentProxy implements AutoCloseable {
    private final int server;
    private final ServerSocket listener;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final List<Socket> servers = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

    SilentProxy(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket up = new Socket(InetAddress.getLoopbackAddress(), server);
                clients.add(client);
                servers.add(up);
                Thread.ofVirtual().start(() -> pump(client, up));
                Thread.ofVirtual().start(() -> pump(up, client));
            } catch (IOException e) {
                assert listener.isClosed() : e;
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            byte[] bytes = new byte[8_192];
            for (int n = from.getInputStream().read(bytes);
                    n >= 0;
                    n = from.getInputStream().read(bytes)) {
                if (silent) {
                    return;
                }
                to.getOutputStream().write(bytes, 0, n);
            }
            if (!silent) {
                to.close();
            }
        } catch (IOException e) {
            assert e != null;
        }
    }

    /** Ends the connections that there are, for the server only. */
    void fallSilent() throws IOException {
        silent = true;
        for (Socket socket : servers) {
            socket.close();
        }
    }

    /** Hands new connections on again; those that were there hear nothing all the same. */
    void speakAgain() {
        silent = false;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : clients) {
            socket.close();
        }
        for (Socket socket : servers) {
            socket.close();
        }
    }
}
