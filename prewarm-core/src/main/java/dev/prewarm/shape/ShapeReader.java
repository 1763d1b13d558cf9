package dev.prewarm.shape;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ShapeFormat} writes. A shape that cannot be is left out, and said; the others are what they were. */
final class ShapeReader {
    private static final System.Logger LOGGER = System.getLogger(Shapes.class.getName());

    private final ByteArrayInputStream source;
    private final DataInputStream in;
    /** Why the shape that is being read cannot be; null if it can, as far as was seen. */
    private @Nullable String impossible;

    ShapeReader(byte[] bytes) {
        source = new ByteArrayInputStream(bytes);
        in = new DataInputStream(source);
    }

    /** @throws IllegalArgumentException if the bytes are something else, or damaged, so that it is not clear where a shape ends */
    ImmutableList<Shape> read() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        try {
            for (int left = count(Shapes.MOST_WORKFLOWS); left > 0; left--) {
                impossible = null;
                Shape shape = shape();
                expect(!shapes.containsKey(shape.name()), "another has its name");
                if (impossible == null) {
                    shapes.put(shape.name(), shape);
                } else {
                    LOGGER.log(
                            Level.WARNING,
                            "the shape of workflow " + shape.name() + " was kept with an error and is learned anew: "
                                    + impossible);
                }
            }
        } catch (EOFException e) {
            throw new IllegalArgumentException("a shape is malformed: it ends within a value", e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
        check(source.available() == 0, source.available() + " bytes are left over");
        return ImmutableList.copyOf(shapes.values());
    }

    private Shape shape() throws IOException {
        String name = text();
        long runs = in.readLong();
        ImmutableLongArray.Builder latest = ImmutableLongArray.builder();
        int known = count(Shape.MEMORY);
        for (int left = known; left > 0; left--) {
            latest.add(in.readLong());
        }
        expect(runs >= known && latest.build().stream().distinct().count() == known, "an impossible number of runs");
        Map<String, StepShape> steps = new LinkedHashMap<>();
        for (int left = count(Trace.MOST_STEPS); left > 0; left--) {
            put(steps, text(), step());
        }
        for (StepShape step : steps.values()) {
            expect(steps.keySet().containsAll(step.edges().keySet()), "an edge from no step");
            expect(Long.SIZE - Long.numberOfLeadingZeros(step.ran()) <= known, "a step of no run");
        }
        return new Shape(name, runs, latest.build(), ImmutableMap.copyOf(steps));
    }

    private StepShape step() throws IOException {
        String kind = text();
        long ran = in.readLong();
        long early = in.readLong();
        int arrived = in.readInt();
        int peak = in.readInt();
        long inTurn = in.readLong();
        expect(ran != 0 && peak >= 1 && (early == 0 ? arrived == 0 : arrived >= 1), "an impossible step");
        ImmutableIntArray.Builder calls = ImmutableIntArray.builder();
        int counted = count(StepShape.COUNTED);
        expect(counted > 0 && counted <= Long.bitCount(ran), "an impossible number of calls");
        for (int left = counted; left > 0; left--) {
            int number = in.readInt();
            expect(number >= 1, "a step without calls");
            calls.add(number);
        }
        Map<String, EdgeShape> edges = new LinkedHashMap<>();
        for (int left = count(StepShape.MOST_EDGES); left > 0; left--) {
            put(edges, text(), edge());
        }
        return new StepShape(kind, ran, ImmutableMap.copyOf(edges), early, arrived, calls.build(), peak, inTurn);
    }

    private EdgeShape edge() throws IOException {
        return new EdgeShape(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private <T> void put(Map<String, T> all, String name, T value) {
        expect(all.put(name, value) == null, name + " is there twice");
    }

    private int count(int most) throws IOException {
        int count = in.readInt();
        // Each element has at least a byte, so that no number makes for more memory than there are bytes.
        check(count >= 0 && count <= Math.min(most, in.available()), "an impossible number of elements");
        return count;
    }

    private String text() throws IOException {
        byte[] bytes = new byte[count(Integer.MAX_VALUE)];
        in.readFully(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        expect(!text.isBlank(), "a blank name");
        return text;
    }

    /** What does not hold makes the shape impossible, and nothing else. */
    private void expect(boolean possible, String problem) {
        if (!possible && impossible == null) {
            impossible = problem;
        }
    }

    private static void check(boolean possible, String problem) {
        if (!possible) {
            throw new IllegalArgumentException("a shape is malformed: " + problem);
        }
    }
}
