package dev.prewarm.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP/1.1 server on localhost that answers every bodyless request with an empty 200, and allocates nothing for it: what
 * is measured in the same JVM is the client.
 */
final class LocalServer implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;
    private final Runnable onRequest;

    /** @param onRequest run before each answer, by several threads */
    LocalServer(Runnable onRequest) throws IOException {
        this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        this.onRequest = onRequest;
        start("server", this::accept);
    }

    URI uri() {
        return URI.create("http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + "/");
    }

    private static void start(String name, IoTask task) {
        Thread thread = new Thread(() -> run(task), name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void run(IoTask task) {
        try {
            task.run();
        } catch (SocketException e) {
            // The other side, or close(), has ended it.
        } catch (IOException e) {
            throw new IllegalStateException("the local server failed", e);
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = server.accept();
            socket.setTcpNoDelay(true);
            start("connection", () -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[4_096];
            int matched = 0;
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == END[matched]) {
                        matched++;
                    } else {
                        matched = (buffer[i] == END[0]) ? 1 : 0;
                    }
                    if (matched == END.length) {
                        matched = 0;
                        onRequest.run();
                        out.write(ANSWER);
                    }
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private interface IoTask {
        void run() throws IOException;
    }
}
