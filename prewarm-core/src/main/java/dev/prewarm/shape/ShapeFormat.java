package dev.prewarm.shape;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The binary form of shapes: a list of them, each with its runs, and its steps with their edges. All numbers are big-endian; a list is a number and its
 * elements, a text the number of its bytes and those, in UTF-8.
 */
final class ShapeFormat {
    private ShapeFormat() {}

    static byte[] write(List<Shape> shapes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(shapes.size());
            for (Shape shape : shapes) {
                shape(out, shape);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void shape(DataOutputStream out, Shape shape) throws IOException {
        text(out, shape.name());
        out.writeLong(shape.runs());
        out.writeInt(shape.latest().length());
        for (int i = 0; i < shape.latest().length(); i++) {
            out.writeLong(shape.latest().get(i));
        }
        out.writeInt(shape.steps().size());
        for (Map.Entry<String, StepShape> step : shape.steps().entrySet()) {
            text(out, step.getKey());
            step(out, step.getValue());
        }
    }

    private static void step(DataOutputStream out, StepShape step) throws IOException {
        text(out, step.kind());
        out.writeLong(step.ran());
        out.writeLong(step.early());
        out.writeInt(step.arrived());
        out.writeInt(step.peak());
        out.writeLong(step.inTurn());
        out.writeInt(step.calls().length());
        for (int i = 0; i < step.calls().length(); i++) {
            out.writeInt(step.calls().get(i));
        }
        out.writeInt(step.edges().size());
        for (Map.Entry<String, EdgeShape> edge : step.edges().entrySet()) {
            text(out, edge.getKey());
            out.writeLong(edge.getValue().alone());
            out.writeLong(edge.getValue().together());
            out.writeLong(edge.getValue().afterFailure());
            out.writeLong(edge.getValue().against());
            out.writeLong(edge.getValue().amid());
            out.writeLong(edge.getValue().behind());
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are something else, or damaged */
    static ImmutableList<Shape> read(byte[] bytes) {
        return new ShapeReader(bytes).read();
    }
}
