package dev.prewarm.simulator.report;

import dev.prewarm.simulator.contestant.ContestantGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the figures of strategies as an HTML table: what can be used first, and apart from it what is there to compare with. */
final class FigureTable {
    private final List<ReportEntry> entries;
    private final List<Column> columns;

    FigureTable(List<ReportEntry> entries) {
        this.entries = entries;
        Set<Column> stated = new LinkedHashSet<>();
        entries.forEach(entry -> stated.addAll(entry.columns()));
        this.columns = stated.stream()
                .filter(column ->
                        entries.stream().anyMatch(entry -> entry.figures().containsKey(column)))
                .toList();
    }

    /** How many columns of figures there are. */
    int columns() {
        return columns.size();
    }

    @Override
    public String toString() {
        StringBuilder html = new StringBuilder("<table>\n").append(head());
        Map<ContestantGroup, List<ReportEntry>> groups = groups();
        groups.forEach((group, of) -> {
            html.append("<tbody>\n");
            if (groups.size() > 1) {
                html.append("<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"")
                        .append(columns.size() + 1)
                        .append("\"><span>")
                        .append(ReportPage.escaped(group.label()))
                        .append("</span></th></tr>\n");
            }
            of.forEach(entry -> row(html, entry));
            html.append("</tbody>\n");
        });
        return html.append("</table>\n").toString();
    }

    private Map<ContestantGroup, List<ReportEntry>> groups() {
        Map<ContestantGroup, List<ReportEntry>> groups = new LinkedHashMap<>();
        for (ContestantGroup group : ContestantGroup.values()) {
            List<ReportEntry> of =
                    entries.stream().filter(entry -> entry.group() == group).toList();
            if (!of.isEmpty()) {
                groups.put(group, of);
            }
        }
        return groups;
    }

    private String head() {
        boolean two = columns.stream().anyMatch(column -> !column.over().isEmpty());
        StringBuilder upper = new StringBuilder("<tr><th scope=\"col\"")
                .append(two ? " rowspan=\"2\"" : "")
                .append(">strategy</th>");
        StringBuilder lower = new StringBuilder("<tr>");
        for (List<Column> block : blocks()) {
            String over = block.get(0).over();
            if (over.isEmpty()) {
                upper.append(two ? "<th scope=\"col\" rowspan=\"2\">" : "<th scope=\"col\">")
                        .append(ReportPage.escaped(block.get(0).label()))
                        .append("</th>");
            } else {
                upper.append("<th class=\"over\" scope=\"colgroup\" colspan=\"")
                        .append(block.size())
                        .append("\">")
                        .append(ReportPage.escaped(over))
                        .append("</th>");
                for (int i = 0; i < block.size(); i++) {
                    lower.append(i == 0 ? "<th class=\"first\" scope=\"col\">" : "<th scope=\"col\">")
                            .append(ReportPage.escaped(block.get(i).label()))
                            .append("</th>");
                }
            }
        }
        return "<thead>\n" + upper + "</tr>\n" + (two ? lower + "</tr>\n" : "") + "</thead>\n";
    }

    /** Columns that follow each other and have the same over them; each one alone that has nothing. */
    private List<List<Column>> blocks() {
        List<List<Column>> blocks = new ArrayList<>();
        String before = "";
        for (Column column : columns) {
            if (column.over().isEmpty() || !column.over().equals(before)) {
                blocks.add(new ArrayList<>());
            }
            blocks.get(blocks.size() - 1).add(column);
            before = column.over();
        }
        return blocks;
    }

    private void row(StringBuilder html, ReportEntry entry) {
        html.append(entry.mark() == Mark.NONE ? "<tr>" : "<tr class=\"" + style(entry.mark()) + "\">");
        html.append("<th scope=\"row\">").append(ReportPage.escaped(entry.name()));
        if (entry.mark() != Mark.NONE) {
            html.append(" <span class=\"badge\">").append(entry.mark().label()).append("</span>");
        }
        html.append("</th>");
        String before = "";
        for (Column column : columns) {
            boolean first = !column.over().equals(before) || column.over().isEmpty();
            html.append(first ? "<td class=\"first\">" : "<td>")
                    .append(cell(entry, column))
                    .append("</td>");
            before = column.over();
        }
        html.append("</tr>\n");
    }

    private static String style(Mark mark) {
        return mark.best() ? "best" : "as-good";
    }

    private String cell(ReportEntry entry, Column column) {
        Double value = entry.figures().get(column);
        return (value == null) ? "–" : Figures.printed(value, digits(column));
    }

    /** As many for all figures of a column and its block, so that they are read at a glance. */
    private int digits(Column column) {
        boolean whole = columns.stream()
                .filter(other -> other.equals(column)
                        || (!column.over().isEmpty() && other.over().equals(column.over())))
                .flatMap(other -> entries.stream().map(entry -> entry.figures().get(other)))
                .allMatch(value ->
                        value == null || Figures.printed(value, column.digits()).matches("−?\\d+(\\.0+)?"));
        return whole ? 0 : column.digits();
    }
}
