package dev.prewarm.server.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Reads the JSON of events, of which others say how large it is: one event at a time, and of each no more than a million tokens, which is
 * what a workflow of 20,000 tasks may have. A tree takes many times the bytes of its text. Safe for use by any thread.
 */
public final class EventJson {
    private static final int DEEPEST = 64;
    private static final int MOST_TOKENS = 1_000_000;

    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    /** A reader. */
    public EventJson() {}

    /** Hears of each element. */
    public interface Elements extends Consumer<JsonNode> {
        /** One was larger than is allowed. */
        void onInvalid(InvalidEventException invalid);

        /** Whether so many were no events that the rest is not worth reading. */
        boolean enough();
    }

    /**
     * Reads one event, or an array of them, each of which is handed over before the next one is read.
     *
     * @throws InvalidEventException if it is no JSON, from there on, or there were {@linkplain Elements#enough enough}
     */
    public void read(byte[] text, Elements elements) throws InvalidEventException {
        try (JsonParser parser = mapper.getFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new InvalidEventException("the body is empty, but an event is needed");
            }
            if (first != JsonToken.START_ARRAY) {
                JsonNode only = tree(parser);
                checkEnd(parser);
                elements.accept(only);
                return;
            }
            JsonStreamContext array = parser.getParsingContext();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                element(parser, array, elements);
                if (elements.enough()) {
                    throw new InvalidEventException("the rest of a body that holds so much that is no event");
                }
            }
            checkEnd(parser);
        } catch (IOException e) {
            throw new InvalidEventException(
                    "the body is no JSON: " + e.getClass().getSimpleName(), e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // each array has one context
    private void element(JsonParser parser, JsonStreamContext array, Elements elements) throws IOException {
        JsonNode element;
        try {
            element = tree(parser);
        } catch (InvalidEventException e) {
            while (parser.getParsingContext() != array) {
                parser.nextToken();
            }
            elements.onInvalid(e);
            return;
        }
        elements.accept(element);
    }

    private static void checkEnd(JsonParser parser) throws IOException, InvalidEventException {
        if (parser.nextToken() != null) {
            throw new InvalidEventException("the body is no JSON: there is more after its end");
        }
    }

    /** Reads what must be one value. */
    JsonNode value(byte[] text) throws IOException, InvalidEventException {
        try (JsonParser parser = mapper.getFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                return mapper.missingNode();
            }
            JsonNode value = tree(parser);
            checkEnd(parser);
            return value;
        }
    }

    /** The value that begins with the parser's token. */
    private JsonNode tree(JsonParser parser) throws IOException, InvalidEventException {
        try {
            return mapper.readTree(new Counting(parser));
        } catch (TooManyTokens e) {
            throw new InvalidEventException(
                    "an event has more than " + MOST_TOKENS + " tokens of JSON, which is not allowed", e);
        }
    }

    /** A parser that ends when there are too many tokens. */
    private static final class Counting extends JsonParserDelegate {
        private int tokens;

        Counting(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            if (++tokens > MOST_TOKENS) {
                throw new TooManyTokens();
            }
            return super.nextToken();
        }
    }

    private static final class TooManyTokens extends JsonProcessingException {
        private static final long serialVersionUID = 1;

        TooManyTokens() {
            super("too many tokens");
        }
    }
}
