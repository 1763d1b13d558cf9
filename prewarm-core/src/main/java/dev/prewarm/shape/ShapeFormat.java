package dev.prewarm.shape;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
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

    /** @throws IllegalArgumentException if the bytes are something else, or damaged */
    static ImmutableList<Shape> read(byte[] bytes) {
        ByteArrayInputStream source = new ByteArrayInputStream(bytes);
        Map<String, Shape> shapes = new LinkedHashMap<>();
        try (DataInputStream in = new DataInputStream(source)) {
            for (int left = count(in, Shapes.MOST_WORKFLOWS); left > 0; left--) {
                Shape shape = shape(in);
                put(shapes, shape.name(), shape);
            }
            check(source.available() == 0, source.available() + " bytes are left over");
            return ImmutableList.copyOf(shapes.values());
        } catch (EOFException e) {
            throw new IllegalArgumentException("a shape is malformed: it ends within a value", e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static Shape shape(DataInputStream in) throws IOException {
        String name = text(in);
        long runs = in.readLong();
        ImmutableLongArray.Builder latest = ImmutableLongArray.builder();
        int known = count(in, Shape.MEMORY);
        for (int left = known; left > 0; left--) {
            latest.add(in.readLong());
        }
        check(runs >= known && latest.build().stream().distinct().count() == known, "an impossible number of runs");
        Map<String, StepShape> steps = new LinkedHashMap<>();
        for (int left = count(in, Trace.MOST_STEPS); left > 0; left--) {
            put(steps, text(in), step(in));
        }
        ImmutableMap<String, StepShape> all = ImmutableMap.copyOf(steps);
        for (StepShape step : all.values()) {
            check(all.keySet().containsAll(step.edges().keySet()), "an edge from no step");
            check(Long.SIZE - Long.numberOfLeadingZeros(step.ran()) <= known, "a step of no run");
        }
        return new Shape(name, runs, latest.build(), all);
    }

    private static StepShape step(DataInputStream in) throws IOException {
        String kind = text(in);
        long ran = in.readLong();
        long early = in.readLong();
        int arrived = in.readInt();
        int peak = in.readInt();
        long inTurn = in.readLong();
        check(ran != 0 && peak >= 1 && (early == 0 ? arrived == 0 : arrived >= 1), "an impossible step");
        ImmutableIntArray.Builder calls = ImmutableIntArray.builder();
        int counted = count(in, StepShape.COUNTED);
        check(counted > 0 && counted <= Long.bitCount(ran), "an impossible number of calls");
        for (int left = counted; left > 0; left--) {
            int number = in.readInt();
            check(number >= 1, "a step without calls");
            calls.add(number);
        }
        Map<String, EdgeShape> edges = new LinkedHashMap<>();
        for (int left = count(in, StepShape.MOST_EDGES); left > 0; left--) {
            put(
                    edges,
                    text(in),
                    new EdgeShape(
                            in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        return new StepShape(kind, ran, ImmutableMap.copyOf(edges), early, arrived, calls.build(), peak, inTurn);
    }

    private static <T> void put(Map<String, T> all, String name, T value) {
        check(all.put(name, value) == null, name + " is there twice");
    }

    private static int count(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        // Each element has at least a byte, so that no number makes for more memory than there are bytes.
        check(count >= 0 && count <= Math.min(most, in.available()), "an impossible number of elements");
        return count;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[count(in, Integer.MAX_VALUE)];
        in.readFully(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        check(!text.isBlank(), "a blank name");
        return text;
    }

    private static void check(boolean possible, String problem) {
        if (!possible) {
            throw new IllegalArgumentException("a shape is malformed: " + problem);
        }
    }
}
