package dev.prewarm.server.receive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.prewarm.server.event.CloudEventReader;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.InvalidEventException;
import dev.prewarm.server.event.LineageReader;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads events out of what was received: one, several, or the binary mode of CloudEvents. Safe for use by any thread. */
final class ReceivedReader {
    private static final int DEEPEST = 64;

    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
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
            JsonNode json = json(received);
            if (json.isArray()) {
                for (JsonNode element : json) {
                    element(received.dialect(), element, listener);
                }
            } else {
                element(received.dialect(), json, listener);
            }
        } catch (InvalidEventException e) {
            listener.onInvalid(e);
        }
    }

    private void element(Dialect dialect, JsonNode json, Listener listener) {
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
            listener.onInvalid(e);
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

    private JsonNode json(Received received) throws InvalidEventException {
        try {
            JsonNode json = mapper.readTree(body(received));
            if (json == null || json.isMissingNode()) {
                throw new InvalidEventException("the body is empty, but an event is needed");
            }
            return json;
        } catch (IOException e) {
            throw new InvalidEventException(
                    "the body is no JSON: " + e.getClass().getSimpleName(), e);
        }
    }

    private byte[] body(Received received) throws InvalidEventException {
        String encoding = received.headers().getOrDefault("content-encoding", "identity");
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
