package dev.prewarm.knative.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** What an exception instead of an answer means. Reasons carry no exception's message: it may quote what was sent. */
final class Breakage {
    private Breakage() {}

    static Verdict read(Throwable thrown) {
        Throwable failure =
                (thrown instanceof CompletionException && thrown.getCause() != null) ? thrown.getCause() : thrown;
        if (failure instanceof HttpConnectTimeoutException) {
            return Verdict.unserved("no connection within the connect time-out", true);
        } else if (failure instanceof ConnectException) {
            return hasCause(failure, UnresolvedAddressException.class)
                    ? Verdict.unserved("the host's name cannot be resolved", true)
                    : Verdict.unserved("the connection was refused", true);
        } else if (failure instanceof SSLHandshakeException && ended(failure)) {
            return Verdict.unserved(
                    "the connection was closed while TLS began; is this host served there by TLS?", true);
        } else if (failure instanceof SSLException) {
            return Verdict.unserved(
                    "TLS failed (" + failure.getClass().getSimpleName() + "); does the SSLContext trust the service?",
                    false);
        } else if (failure instanceof ProtocolException || hasCause(failure, ProtocolException.class)) {
            return Verdict.unserved("the answer is not HTTP/1.1", false);
        } else if (failure instanceof IOException) {
            return Verdict.unserved(
                    "the connection broke before an answer ("
                            + failure.getClass().getSimpleName() + ")",
                    true);
        }
        return Verdict.unserved(
                "the request could not be sent (" + failure.getClass().getSimpleName() + ")", false);
    }

    /**
     * Whether the other side has closed the connection, as one does that restarts, and not refused us: the JDK has one class for both,
     * and says that the remote host "terminated the handshake" or "closed the channel".
     */
    private static boolean ended(Throwable handshake) {
        return String.valueOf(handshake.getMessage()).startsWith("Remote host ");
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable t = failure.getCause(); t != null && depth < 16; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
            depth++;
        }
        return false;
    }
}
