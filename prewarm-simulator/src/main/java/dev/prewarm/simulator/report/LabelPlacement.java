package dev.prewarm.simulator.report;

import java.util.ArrayList;
import java.util.List;

/** Finds a place for each label of a drawing where it covers no point and no other label. Not thread-safe. */
final class LabelPlacement {
    private static final double CHARACTER = 7.3;
    private static final double LINE = 15;
    private static final double[] DISTANCES = {10, 22, 36, 52, 70, 90, 115, 140};

    private final double left;
    private final double right;
    private final double top;
    private final double bottom;
    private final List<Box> taken = new ArrayList<>();

    LabelPlacement(double left, double right, double top, double bottom) {
        this.left = left;
        this.right = right;
        this.top = top;
        this.bottom = bottom;
    }

    /** Puts no label there. */
    void keepFree(double fromX, double fromY, double toX, double toY) {
        taken.add(new Box(fromX, fromY, toX, toY));
    }

    /** A place near the point; to its right if there is none. */
    Box place(double x, double y, List<String> lines) {
        double width = lines.stream().mapToInt(String::length).max().orElse(0) * CHARACTER;
        double height = lines.size() * LINE;
        for (double distance : DISTANCES) {
            for (int step = 0; step < 12; step++) {
                // To the right first, then alternately up and down from there, to the left last.
                double angle = Math.PI / 6 * ((step % 2 == 0) ? -(step / 2) : (step + 1) / 2);
                double centreX = x + StrictMath.cos(angle) * (distance + width / 2);
                double centreY = y + StrictMath.sin(angle) * (distance + height / 2);
                Box box = new Box(centreX - width / 2, centreY - height / 2, centreX + width / 2, centreY + height / 2);
                if (inside(box) && taken.stream().noneMatch(box::overlaps)) {
                    taken.add(box);
                    return box;
                }
            }
        }
        return new Box(x + DISTANCES[0], y - height / 2, x + DISTANCES[0] + width, y + height / 2);
    }

    private boolean inside(Box box) {
        return box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom;
    }

    /** A rectangle. */
    record Box(double left, double top, double right, double bottom) {
        boolean overlaps(Box other) {
            return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
        }

        /** The baseline of a line of text, counted from 0. */
        double baseline(int line) {
            return top + line * LINE + LINE * 0.75;
        }

        double nearestX(double x) {
            return Math.min(right, Math.max(left, x));
        }

        double nearestY(double y) {
            return Math.min(bottom, Math.max(top, y));
        }
    }
}
