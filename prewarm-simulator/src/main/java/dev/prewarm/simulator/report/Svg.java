package dev.prewarm.simulator.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Writes an SVG drawing. Colours come from the page's style sheet, by class. Lengths are in pixels; in a drawing that is
 * stretched, those across are in percent of its width. Not thread-safe.
 */
final class Svg {
    private final StringBuilder text = new StringBuilder();
    /** Of lengths across. */
    private final String unit;

    /** A drawing that grows with its width. */
    Svg(double width, double height, String description) {
        this(width, height, description, "");
    }

    private Svg(double width, double height, String description, String attributes) {
        this.unit = "";
        text.append("<svg")
                .append(attributes)
                .append(" viewBox=\"0 0 ")
                .append(px(width))
                .append(' ')
                .append(px(height))
                .append("\" role=\"img\" aria-label=\"")
                .append(ReportPage.escaped(description))
                .append("\">\n");
    }

    private Svg(String attributes) {
        this.unit = "%";
        text.append("<svg ").append(attributes).append(">\n");
    }

    /** A drawing as wide as there is room, and always as high. */
    static Svg stretched(double height, String description) {
        return new Svg("width=\"100%\" height=\"" + px(height) + "\" role=\"img\" aria-label=\""
                + ReportPage.escaped(description) + "\"");
    }

    /** The same without a meaning of its own. */
    static Svg stretchedDecoration(double height) {
        return new Svg("width=\"100%\" height=\"" + px(height) + "\" aria-hidden=\"true\"");
    }

    /** A drawing that is stretched over a part of another one. */
    static Svg stretchedOver(double x, double y, double width, double height) {
        return new Svg(
                "x=\"" + px(x) + "\" y=\"" + px(y) + "\" width=\"" + px(width) + "\" height=\"" + px(height) + "\"");
    }

    /** A drawing that is a file of its own, with its style sheet. */
    static Svg standing(double width, double height, String description, String style) {
        Svg svg = new Svg(width, height, description, " xmlns=\"http://www.w3.org/2000/svg\"");
        svg.text.append("<style>\n").append(style).append("</style>\n");
        return svg;
    }

    /** Another drawing within this one, at the place that it has. */
    Svg with(Svg part) {
        text.append(part);
        return this;
    }

    private String across(double length) {
        return px(length) + unit;
    }

    Svg line(String style, double x1, double y1, double x2, double y2) {
        text.append("<line class=\"").append(style).append("\" x1=\"").append(across(x1));
        text.append("\" y1=\"").append(px(y1)).append("\" x2=\"").append(across(x2));
        text.append("\" y2=\"").append(px(y2)).append("\"/>\n");
        return this;
    }

    Svg path(String style, String path) {
        text.append("<path class=\"")
                .append(style)
                .append("\" d=\"")
                .append(path)
                .append("\"/>\n");
        return this;
    }

    Svg circle(String style, double x, double y, double radius, String tip) {
        text.append("<circle class=\"").append(style).append("\" cx=\"").append(across(x));
        text.append("\" cy=\"").append(px(y)).append("\" r=\"").append(px(radius));
        text.append("\">").append(title(tip)).append("</circle>\n");
        return this;
    }

    Svg rect(String style, double x, double y, double width, double height, String tip) {
        text.append("<rect class=\"").append(style).append("\" x=\"").append(across(x));
        text.append("\" y=\"").append(px(y)).append("\" width=\"").append(across(width));
        text.append("\" height=\"").append(px(height)).append("\">").append(title(tip));
        text.append("</rect>\n");
        return this;
    }

    /** Text; the anchor is start, middle or end. */
    Svg text(String style, double x, double y, String anchor, String words) {
        text.append("<text class=\"").append(style).append("\" x=\"").append(across(x));
        text.append("\" y=\"").append(px(y)).append("\" text-anchor=\"").append(anchor);
        text.append("\">").append(ReportPage.escaped(words)).append("</text>\n");
        return this;
    }

    /** Text that runs upwards. */
    Svg upwards(String style, double x, double y, String words) {
        text.append("<text class=\"").append(style).append("\" text-anchor=\"middle\" transform=\"translate(");
        text.append(px(x)).append(' ').append(px(y)).append(") rotate(-90)\">");
        text.append(ReportPage.escaped(words)).append("</text>\n");
        return this;
    }

    private static String title(String tip) {
        return "<title>" + ReportPage.escaped(tip) + "</title>";
    }

    /** A length with two digits at most. */
    static String px(double length) {
        BigDecimal rounded = BigDecimal.valueOf(length).setScale(2, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
