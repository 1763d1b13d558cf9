package dev.prewarm.knative.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that was scaled to zero: requests are held until an instance is up, those whose client goes away before are
 * never delivered, and the others are. The instance comes up when the test says so.
 */
final class ScaledToZero {
    final AtomicInteger executed = new AtomicInteger();
    final AtomicInteger abandoned = new AtomicInteger();
    final CountDownLatch up = new CountDownLatch(1);

    RawServer start() {
        return new RawServer((head, socket) -> {
            socket.setSoTimeout(5);
            while (up.getCount() > 0) {
                try {
                    if (socket.getInputStream().read() < 0) {
                        abandoned.incrementAndGet();
                        throw new IOException("the client went away");
                    }
                } catch (SocketTimeoutException e) {
                    // Still there.
                }
            }
            socket.setSoTimeout(0);
            executed.incrementAndGet();
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
    }
}
