package dev.prewarm.server.receive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prewarm.server.event.CloudEventReader;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventJson;
import dev.prewarm.server.event.InvalidEventException;
import dev.prewarm.server.event.LineageReader;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads events out of what was received: one, several, or the binary mode of CloudEvents. Safe for use by any thread. */
final class ReceivedReader {
    /** So many of a body that are no events are refused one by one. */
    private static final int MOST_INVALID = 1_000;

    private final EventJson json = new EventJson();
    private final CloudEventReader cloudEvents = new CloudEventReader();
    private final LineageReader lineage = new LineageReader();
    private final int largest;

    /** @param largest how many bytes a body may have when it is unpacked */
    ReceivedReader(int largest) {
        this.largest = largest;
    }

    /** Hears what is in it, in order. */
    interface Listener extends Consumer<Event> {
        void onIgnored();

        void onInvalid(InvalidEventException invalid);
    }

    void read(Received received, Listener listener) {
        try {
            if (received.dialect() == Dialect.CLOUD_EVENTS && received.headers().containsKey("ce-type")) {
                one(binary(received), listener);
                return;
            }
            json.read(body(received), new Elements(received.dialect(), listener));
        } catch (InvalidEventException e) {
            listener.onInvalid(e);
        }
    }

    /** The events of one body. */
    private final class Elements implements EventJson.Elements {
        private final Dialect dialect;
        private final Listener listener;
        private int invalid;

        Elements(Dialect dialect, Listener listener) {
            this.dialect = dialect;
            this.listener = listener;
        }

        @Override
        public void accept(JsonNode json) {
            try {
                if (dialect == Dialect.CLOUD_EVENTS) {
                    one(cloudEvents.read(json), listener);
                    return;
                }
                List<Event> events = lineage.read(json);
                if (events.isEmpty()) {
                    listener.onIgnored();
                }
                events.forEach(listener);
            } catch (InvalidEventException e) {
                onInvalid(e);
            }
        }

        @Override
        public void onInvalid(InvalidEventException e) {
            invalid++;
            listener.onInvalid(e);
        }

        @Override
        public boolean enough() {
            return invalid >= MOST_INVALID;
        }
    }

    private static void one(Optional<Event> event, Listener listener) {
        event.ifPresentOrElse(listener, listener::onIgnored);
    }

    private Optional<Event> binary(Received received) throws InvalidEventException {
        try {
            return cloudEvents.read(HttpMessageFactory.createReader(received.headers(), body(received))
                    .toEvent());
        } catch (CloudEventRWException | IllegalArgumentException e) {
            throw new InvalidEventException("no CloudEvent in binary mode: " + e.getMessage(), e);
        }
    }

    private byte[] body(Received received) throws InvalidEventException {
        String encoding =
                received.headers().getOrDefault("content-encoding", "identity").toLowerCase(Locale.ROOT);
        if (encoding.equals("identity")) {
            return received.body();
        }
        if (!encoding.equals("gzip")) {
            throw new InvalidEventException("the body is encoded as " + encoding + ", but gzip or nothing is allowed");
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(received.body()))) {
            byte[] unpacked = in.readNBytes(largest + 1);
            if (unpacked.length > largest) {
                throw new InvalidEventException(
                        "the body has more than " + largest + " bytes when it is unpacked, which is not allowed");
            }
            return unpacked;
        } catch (IOException e) {
            throw new InvalidEventException("the body is not what gzip writes", e);
        }
    }
}
