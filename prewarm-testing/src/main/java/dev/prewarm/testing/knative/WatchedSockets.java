package dev.prewarm.testing.knative;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Server sockets whose connections can be asked whether the client has gone, which a server that waits with its answer
 * does not notice by itself.
 *
 * <p>Stands for what Go's HTTP server does for the activator: it notices when a client has gone.
 */
final class WatchedSockets extends ServerSocketFactory {
    /** The connection that the thread has read from last: in HTTP/1.1 the one whose request it serves. */
    @SuppressWarnings("ThreadLocalUsage") // Ends with the server's own threads.
    private final ThreadLocal<Connection> current = new ThreadLocal<>();

    /** The connection of the request that this thread serves. */
    Connection current() {
        return current.get();
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new WatchedServerSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        throw new UnsupportedOperationException("only unbound sockets are made here");
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return createServerSocket(port);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address) throws IOException {
        return createServerSocket(port);
    }

    private final class WatchedServerSocket extends ServerSocket {
        WatchedServerSocket() throws IOException {}

        @Override
        public Socket accept() throws IOException {
            Connection connection = new Connection();
            implAccept(connection);
            connection.setTcpNoDelay(true);
            return connection;
        }
    }

    /** One connection; to be used by the thread that serves it. */
    final class Connection extends Socket {
        private @Nullable Input input;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (input == null) {
                input = new Input(super.getInputStream());
            }
            return input;
        }

        /** Whether the client has closed the connection; takes a millisecond if it has not. */
        boolean closedByClient() throws IOException {
            PushbackInputStream in = (PushbackInputStream) getInputStream();
            if (in.available() > 0) {
                return false;
            }
            setSoTimeout(1);
            try {
                int next = in.read();
                if (next >= 0) {
                    in.unread(next);
                }
                return next < 0;
            } catch (SocketTimeoutException stillThere) {
                return false;
            } catch (SocketException reset) {
                return true;
            } finally {
                if (!isClosed()) {
                    setSoTimeout(0);
                }
            }
        }

        /** Closes the connection so that the client sees a reset. */
        void reset() throws IOException {
            setSoLinger(true, 0);
            close();
        }

        private final class Input extends PushbackInputStream {
            Input(InputStream in) {
                super(in, 1);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                current.set(Connection.this);
                return super.read(bytes, offset, length);
            }
        }
    }
}
