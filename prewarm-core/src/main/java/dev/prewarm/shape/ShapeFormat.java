package dev.prewarm.shape;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.prewarm.UnreadableStatisticsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The binary form of shapes: their version, their number, and each with its steps and edges. All numbers are big-endian; a list is
 * a number and its elements, a text the number of its bytes and those, in UTF-8.
 */
final class ShapeFormat {
    static final int VERSION = 1;

    private ShapeFormat() {}

    static byte[] write(List<Shape> shapes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeInt(shapes.size());
            for (Shape shape : shapes) {
                text(out, shape.name());
                out.writeLong(shape.runs());
                out.writeInt(shape.steps().size());
                for (Map.Entry<String, StepShape> step : shape.steps().entrySet()) {
                    text(out, step.getKey());
                    step(out, step.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
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
        }
    }

    static List<Shape> read(byte[] bytes) throws UnreadableStatisticsException {
        ByteArrayInputStream source = new ByteArrayInputStream(bytes);
        try (DataInputStream in = new DataInputStream(source)) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new UnreadableStatisticsException(
                        "the format version of its shapes is " + version + ", but this release reads only " + VERSION);
            }
            List<Shape> shapes = new ArrayList<>();
            for (int left = count(in, Integer.MAX_VALUE); left > 0; left--) {
                shapes.add(shape(in));
            }
            if (source.available() > 0) {
                throw new UnreadableStatisticsException(
                        "the shapes are malformed: " + source.available() + " bytes are left over");
            }
            return shapes;
        } catch (UnreadableStatisticsException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableStatisticsException("the shapes are malformed: they end within a value", e);
        } catch (IllegalArgumentException e) {
            throw new UnreadableStatisticsException("the shapes are malformed: " + e.getMessage(), e);
        }
    }

    private static Shape shape(DataInputStream in) throws IOException {
        String name = text(in);
        long runs = in.readLong();
        ImmutableMap.Builder<String, StepShape> steps = ImmutableMap.builder();
        for (int left = count(in, Trace.MOST_STEPS); left > 0; left--) {
            steps.put(text(in), step(in));
        }
        ImmutableMap<String, StepShape> all = steps.buildOrThrow();
        for (StepShape step : all.values()) {
            check(all.keySet().containsAll(step.edges().keySet()), "an edge from no step");
        }
        return new Shape(name, runs, all);
    }

    private static StepShape step(DataInputStream in) throws IOException {
        String kind = text(in);
        long ran = in.readLong();
        long early = in.readLong();
        int arrived = in.readInt();
        int peak = in.readInt();
        long inTurn = in.readLong();
        check(ran != 0 && peak >= 1 && (early == 0 || arrived >= 1), "an impossible step");
        ImmutableIntArray.Builder calls = ImmutableIntArray.builder();
        int counted = count(in, StepShape.COUNTED);
        check(counted > 0, "a step without calls");
        for (int left = counted; left > 0; left--) {
            int number = in.readInt();
            check(number >= 1, "a step without calls");
            calls.add(number);
        }
        ImmutableMap.Builder<String, EdgeShape> edges = ImmutableMap.builder();
        for (int left = count(in, StepShape.MOST_EDGES); left > 0; left--) {
            edges.put(
                    text(in), new EdgeShape(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        return new StepShape(kind, ran, edges.buildOrThrow(), early, arrived, calls.build(), peak, inTurn);
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
            throw new IllegalArgumentException(problem);
        }
    }
}
