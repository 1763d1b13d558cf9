package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.html.HtmlEscapers;
import dev.prewarm.simulator.workload.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A self-contained HTML page that compares strategies: a verdict, a table, delay against idle instances with the Pareto
 * front, and a timeline of one run of each. It loads nothing from elsewhere, runs no script, and follows the reader's choice of
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
    /** So many columns of figures fit on the narrowest page. */
    private static final int FEW_COLUMNS = 3;

    private final String title;
    private final List<String> subtitles;
    private final List<String> verdict;
    private final String note;
    private final List<ReportEntry> entries;
    private final Map<String, String> columns;
    private final @Nullable String data;

    private ReportPage(Builder builder) {
        this.title = builder.title;
        this.subtitles = List.copyOf(builder.subtitles);
        this.verdict = List.copyOf(builder.verdict);
        this.note = builder.note;
        this.entries = List.copyOf(builder.entries);
        this.columns = ImmutableMap.copyOf(builder.columns);
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
                + "<link rel=\"icon\" href=\"data:,\">\n<title>" + escaped(title) + "</title>\n<style>\n"
                + style("timeline.css") + style("report.css")
                + "</style>\n</head>\n<body>\n<main>\n<h1>" + escaped(title) + "</h1>\n");
        for (String subtitle : subtitles) {
            out.write("<p class=\"subtitle\">" + escaped(subtitle) + "</p>\n");
        }
        verdict(out);
        figures(out);
        out.write("<section>\n<h2>Delay and idle instances</h2>\n");
        out.write("<p>Down is faster, left is cheaper. The line joins what no other strategy beats in both.</p>\n");
        out.write(ScatterPlot.legend(entries) + wide("Delay and idle instances", ScatterPlot.of(entries), true)
                + "</section>\n");
        timelines(out);
        explanations(out);
        if (data != null) {
            out.write(
                    "<script type=\"application/json\" id=\"result\">\n" + data.replace("</", "<\\/") + "</script>\n");
        }
        out.write("</main>\n</body>\n</html>\n");
    }

    private void verdict(Writer out) throws IOException {
        if (verdict.isEmpty()) {
            return;
        }
        out.write("<section class=\"verdict\">\n<h2>Verdict</h2>\n");
        for (String sentence : verdict) {
            out.write("<p>" + escaped(sentence) + "</p>\n");
        }
        out.write("<p class=\"note\">" + escaped(note) + "</p>\n</section>\n");
    }

    private void figures(Writer out) throws IOException {
        FigureTable table = new FigureTable(entries);
        out.write("<section>\n<h2>Figures</h2>\n" + wide("Figures", table.toString(), table.columns() > FEW_COLUMNS)
                + "</section>\n");
    }

    /** What may be wider than the page, and is then to be scrolled by itself. */
    private static String wide(String label, String content, boolean hint) {
        return (hint ? "<p class=\"hint\" aria-hidden=\"true\">scroll sideways for more →</p>\n" : "")
                + "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + escaped(label) + "\">\n"
                + content
                + "</div>\n";
    }

    private void timelines(Writer out) throws IOException {
        TimelinePlot plot = TimelinePlot.scaledFor(
                entries.stream().flatMap(entry -> entry.drawn().stream()).toList());
        List<TimelineGroup> groups = TimelineGroup.of(entries, plot.resolution());
        if (groups.isEmpty()) {
            return;
        }
        out.write("<section>\n<h2>One run of each</h2>\n");
        if (groups.stream().anyMatch(group -> group.entries().size() > 1)) {
            out.write("<p>Strategies whose runs look the same share a timeline.</p>\n");
        }
        out.write(TimelinePlot.legend()
                + "<div class=\"timelines\">\n<div class=\"lane time\" aria-hidden=\"true\"><span></span>" + plot.axis()
                + "</div>\n");
        for (TimelineGroup group : groups) {
            out.write("<article>\n<h3>" + escaped(group.names()) + " <span>"
                    + Figures.brief(group.timeline().endSeconds()) + " s</span></h3>\n<div class=\"lane\">\n"
                    + plot.names(group.timeline()) + plot.bars(group.names(), group.timeline())
                    + "</div>\n</article>\n");
        }
        out.write("</div>\n</section>\n");
    }

    private void explanations(Writer out) throws IOException {
        Map<String, Map<String, String>> parts = new LinkedHashMap<>();
        for (ReportEntry entry : entries) {
            if (!entry.description().isEmpty()) {
                parts.computeIfAbsent(entry.group().label(), group -> new LinkedHashMap<>())
                        .put(entry.name(), entry.description());
            }
        }
        if (!columns.isEmpty()) {
            parts.put("what the columns say", columns);
        }
        if (parts.isEmpty()) {
            return;
        }
        out.write("<section>\n<h2>What is what</h2>\n");
        for (Map.Entry<String, Map<String, String>> part : parts.entrySet()) {
            out.write("<h3>" + escaped(part.getKey()) + "</h3>\n<dl>\n");
            for (Map.Entry<String, String> line : part.getValue().entrySet()) {
                out.write("<div><dt>" + escaped(line.getKey()) + "</dt><dd>" + escaped(line.getValue())
                        + "</dd></div>\n");
            }
            out.write("</dl>\n");
        }
        out.write("</section>\n");
    }

    /** A style sheet of this package. */
    static String style(String name) {
        try (InputStream in = requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    static String escaped(String text) {
        return HtmlEscapers.htmlEscaper().escape(text);
    }

    /** Builds a {@link ReportPage}. Not thread-safe. */
    public static final class Builder {
        private final String title;
        private final List<String> subtitles = new ArrayList<>();
        private final List<String> verdict = new ArrayList<>();
        private final List<ReportEntry> entries = new ArrayList<>();
        private final Map<String, String> columns = new LinkedHashMap<>();
        private String note = "";
        private @Nullable String data;

        private Builder(String title) {
            this.title = requireNonNull(title, "title");
        }

        /** Adds a line below the title. */
        public Builder subtitle(String line) {
            subtitles.add(requireNonNull(line, "line"));
            return this;
        }

        /**
         * Says on top what the figures mean.
         *
         * @param sentences the first of which says it all
         * @param howSure how sure that is
         */
        public Builder verdict(List<String> sentences, String howSure) {
            verdict.addAll(sentences);
            this.note = requireNonNull(howSure, "howSure");
            return this;
        }

        /** Adds a strategy. */
        public Builder entry(ReportEntry entry) {
            entries.add(requireNonNull(entry, "entry"));
            return this;
        }

        /** Says what a column of the table means. */
        public Builder column(String name, String meaning) {
            columns.put(requireNonNull(name, "name"), requireNonNull(meaning, "meaning"));
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
