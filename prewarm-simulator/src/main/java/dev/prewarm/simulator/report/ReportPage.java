package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.html.HtmlEscapers;
import dev.prewarm.simulator.workload.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A self-contained HTML page that compares strategies: delay against idle instances with the Pareto front, a table, and
 * a timeline of one run of each. It loads nothing from elsewhere, runs no script, and follows the reader's choice of
 * light or dark.
 *
 * <pre>{@code
 * ReportPage.builder("The paper's workflow")
 *     .subtitle("3 s, 7 s and 5 s of work, cold start 1 s")
 *     .entry(ReportEntry.of("none", 18.0, 3, 0, 0, timeline))
 *     .build()
 *     .writeTo(Path.of("report.html"));
 * }</pre>
 */
public final class ReportPage {
    private final String title;
    private final List<String> subtitles;
    private final List<ReportEntry> entries;
    private final @Nullable String data;

    private ReportPage(Builder builder) {
        this.title = builder.title;
        this.subtitles = List.copyOf(builder.subtitles);
        this.entries = List.copyOf(builder.entries);
        this.data = builder.data;
    }

    /** A builder of a page without entries. */
    public static Builder builder(String title) {
        return new Builder(title);
    }

    /**
     * Writes the page as a whole or not at all; an existing file is replaced.
     *
     * @throws IOException if it cannot be written
     */
    public void writeTo(Path file) throws IOException {
        WholeFile.write(file, this::writeTo);
    }

    /**
     * Writes the page.
     *
     * @throws IOException if it cannot be written
     */
    public void writeTo(Writer out) throws IOException {
        out.write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n"
                // Without an icon of its own a page makes the browser ask the server for one.
                + "<link rel=\"icon\" href=\"data:,\">\n<title>" + escaped(title) + "</title>\n<style>\n" + style()
                + "</style>\n</head>\n<body>\n<main>\n<h1>" + escaped(title) + "</h1>\n");
        for (String subtitle : subtitles) {
            out.write("<p class=\"subtitle\">" + escaped(subtitle) + "</p>\n");
        }
        out.write("<section>\n<h2>Delay and idle instances</h2>\n");
        out.write("<p>Down is faster, left is cheaper. The line joins what no other strategy beats in both.</p>\n");
        out.write("<div class=\"wide\">\n" + ScatterPlot.of(entries) + "</div>\n</section>\n");
        out.write("<section>\n<h2>Figures</h2>\n<div class=\"wide\">\n" + table() + "</div>\n</section>\n");
        timelines(out);
        if (data != null) {
            out.write(
                    "<script type=\"application/json\" id=\"result\">\n" + data.replace("</", "<\\/") + "</script>\n");
        }
        out.write("</main>\n</body>\n</html>\n");
    }

    private void timelines(Writer out) throws IOException {
        List<ReportEntry> drawn =
                entries.stream().filter(entry -> entry.timeline() != null).toList();
        if (drawn.isEmpty()) {
            return;
        }
        TimelinePlot plot = TimelinePlot.scaledFor(
                drawn.stream().flatMap(entry -> entry.drawn().stream()).toList());
        out.write("<section>\n<h2>One run of each</h2>\n" + TimelinePlot.legend());
        for (ReportEntry entry : drawn) {
            out.write("<h3>" + escaped(entry.name()) + "</h3>\n<div class=\"wide\">\n");
            out.write(plot.draw(entry.name(), requireNonNull(entry.timeline())) + "</div>\n");
        }
        out.write("</section>\n");
    }

    private String table() {
        Set<String> columns = new LinkedHashSet<>();
        entries.forEach(entry -> columns.addAll(entry.figures().keySet()));
        StringBuilder html = new StringBuilder("<table>\n<thead><tr><th scope=\"col\">strategy</th>");
        columns.forEach(column ->
                html.append("<th scope=\"col\">").append(escaped(column)).append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        for (ReportEntry entry : entries) {
            html.append(entry.bound() ? "<tr class=\"bound\">" : "<tr>");
            html.append("<th scope=\"row\">").append(escaped(entry.name())).append("</th>");
            for (String column : columns) {
                html.append("<td>")
                        .append(escaped(entry.figures().getOrDefault(column, "–")))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n").toString();
    }

    private static String style() {
        try (InputStream in = requireNonNull(ReportPage.class.getResourceAsStream("report.css"), "report.css")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read", e);
        }
    }

    static String escaped(String text) {
        return HtmlEscapers.htmlEscaper().escape(text);
    }

    /** Builds a {@link ReportPage}. Not thread-safe. */
    public static final class Builder {
        private final String title;
        private final List<String> subtitles = new ArrayList<>();
        private final List<ReportEntry> entries = new ArrayList<>();
        private @Nullable String data;

        private Builder(String title) {
            this.title = requireNonNull(title, "title");
        }

        /** Adds a line below the title. */
        public Builder subtitle(String line) {
            subtitles.add(requireNonNull(line, "line"));
            return this;
        }

        /** Adds a strategy. */
        public Builder entry(ReportEntry entry) {
            entries.add(requireNonNull(entry, "entry"));
            return this;
        }

        /** Puts a JSON text into the page, for programs that read it: the element with the id {@code result}. */
        public Builder data(String json) {
            this.data = requireNonNull(json, "json");
            return this;
        }

        /**
         * The page.
         *
         * @throws IllegalStateException if there is no strategy
         */
        public ReportPage build() {
            checkState(!entries.isEmpty(), "a page needs a strategy: call entry(…) before build()");
            return new ReportPage(this);
        }
    }
}
