package dev.prewarm.simulator.workload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON token by token within limits, and says of every error in which file, line and column it is. A document of
 * any size takes no more memory than what is made of it.
 */
final class JsonCursor {
    private static final int DEEPEST = 64;
    private static final int LONGEST_STRING = 1_000_000;
    private static final long LARGEST_FILE = 512L << 20;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_STRING)
                    .maxNameLength(10_000)
                    .maxNumberLength(100)
                    .maxDocumentLength(LARGEST_FILE)
                    .build())
            .build();

    private final Path file;
    private final JsonParser parser;

    private JsonCursor(Path file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** Makes a value of a part of the document. */
    interface Reading<T> {
        T read(JsonCursor json) throws IOException;
    }

    /** Takes the value of a field; the cursor stands on it. */
    interface Field {
        void read(String name) throws IOException;
    }

    /** Takes an element of an array; the cursor stands on it. */
    interface Element {
        void read() throws IOException;
    }

    /**
     * Reads the one document of a file.
     *
     * @throws InvalidInputException if the file cannot be read, is not JSON, or the reading refuses it
     */
    static <T> T read(Path file, Reading<T> reading) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                JsonParser parser = FACTORY.createParser(in)) {
            JsonCursor json = new JsonCursor(file, parser);
            if (parser.nextToken() == null) {
                throw json.error("the file is empty, but a JSON object is needed");
            }
            T result = reading.read(json);
            if (parser.nextToken() != null) {
                throw json.error("there is more after the end of the JSON object");
            }
            return result;
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(place(file, e.getLocation()) + ": " + e.getOriginalMessage(), e);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": there is no such file", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "this is a directory" : FileFailure.reading(e);
            throw new InvalidInputException(file + ": cannot be read: " + reason, e);
        }
    }

    private static String place(Path file, JsonLocation location) {
        return (location == null) ? file.toString() : file + ":" + location.getLineNr() + ":" + location.getColumnNr();
    }

    /** Where the cursor stands: file, line and column. */
    String place() {
        return place(file, parser.currentTokenLocation());
    }

    /** The name of the file, for messages. */
    String file() {
        return file.toString();
    }

    /** An error where the cursor stands. */
    InvalidInputException error(String message) {
        return new InvalidInputException(place() + ": " + message);
    }

    /** Calls something that checks its arguments, and says where its input was if it refuses. */
    <T> T checked(String place, java.util.function.Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(place + ": " + e.getMessage(), e);
        }
    }

    boolean isString() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    void object(String what, Field field) throws IOException {
        expect(what, JsonToken.START_OBJECT, "an object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            field.read(name);
        }
    }

    void array(String what, Element element) throws IOException {
        expect(what, JsonToken.START_ARRAY, "an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read();
        }
    }

    List<String> strings(String what) throws IOException {
        List<String> values = new ArrayList<>();
        array(what, () -> values.add(string(what)));
        return values;
    }

    String string(String what) throws IOException {
        expect(what, JsonToken.VALUE_STRING, "a string");
        return parser.getText();
    }

    boolean bool(String what) {
        if (parser.currentToken() == JsonToken.VALUE_TRUE) {
            return true;
        }
        expect(what, JsonToken.VALUE_FALSE, "true or false");
        return false;
    }

    int integer(String what, int least, int most) throws IOException {
        expect(what, JsonToken.VALUE_NUMBER_INT, "a whole number from " + least + " to " + most);
        double value = parser.getDoubleValue();
        if (value < least || value > most) {
            throw error(what + ": " + parser.getText() + ", but " + least + " to " + most + " is allowed");
        }
        return (int) value;
    }

    double number(String what, double least, double most) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            expect(what, JsonToken.VALUE_NUMBER_FLOAT, "a number");
        }
        double value = parser.getDoubleValue();
        if (!(value >= least && value <= most)) {
            throw error(what + ": " + parser.getText() + ", but " + DurationText.number(least) + " to "
                    + DurationText.number(most) + " is allowed");
        }
        return value;
    }

    /** Passes over the value the cursor stands on. */
    void skip() throws IOException {
        parser.skipChildren();
    }

    private void expect(String what, JsonToken token, String article) {
        if (parser.currentToken() != token) {
            throw error(what + " is " + described(parser.currentToken()) + ", but " + article + " is needed");
        }
    }

    private static String described(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "a whole number";
            case VALUE_NUMBER_FLOAT -> "a fraction";
            case VALUE_NULL -> "null";
            default -> token.asString();
        };
    }
}
