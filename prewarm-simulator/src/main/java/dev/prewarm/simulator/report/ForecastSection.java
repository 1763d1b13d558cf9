package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.ContestantTable.row;

import dev.prewarm.simulator.report.GridFigures.Column;
import java.util.ArrayList;
import java.util.List;

/** The section of the report on what is foreseen: whether forecasts are calibrated, and what learning costs. */
final class ForecastSection {
    private static final List<String> SIMPLE_RIVALS = List.of("next-hop", "full-path");

    private ForecastSection() {}

    static void append(StringBuilder text, List<Regret> cells) {
        List<Regret> atPrice = cells.stream()
                .filter(cell -> cell.price() == GridCell.ORACLE_PRICE)
                .toList();
        calibration(text, atPrice);
        learning(
                text,
                atPrice.stream()
                        .filter(cell -> GridCell.oracle(cell.scenario()))
                        .toList());
        firstRuns(text, Group.SPARSE.of(cells));
    }

    private static void calibration(StringBuilder text, List<Regret> cells) {
        text.append(
                        "## Calibration\n\nThe share of starts, one and two steps ahead, that came before the 10 % quantile of ")
                .append(
                        "their forecast and after the 90 % quantile, in the runs after the tenth. What is certain is in ")
                .append("neither.\n\n| group | starts | before | after |\n|---|--:|--:|--:|\n");
        calibrated(text, "all", cells);
        Group.ALL.forEach(group -> calibrated(text, group.name(), group.of(cells)));
        text.append('\n');
    }

    private static void calibrated(StringBuilder text, String name, List<Regret> cells) {
        double starts = sum(cells, Column.FORECAST);
        if (starts > 0) {
            row(
                    text,
                    name,
                    String.valueOf((long) starts),
                    Figures.brief(sum(cells, Column.BEFORE) / starts),
                    Figures.brief(sum(cells, Column.AFTER) / starts));
        }
    }

    private static double sum(List<Regret> cells, Column column) {
        return cells.stream()
                .flatMap(cell -> cell.cells().stream())
                .mapToDouble(cell ->
                        cell.get(GridCell.costAware(GridCell.ORACLE_PRICE)).get(column))
                .sum();
    }

    private static void learning(StringBuilder text, List<Regret> cells) {
        text.append("## What learning costs\n\nWhat cost-aware at a price of ")
                .append(GridCell.ORACLE_PRICE)
                .append(" costs more, by the stake, than the same that has learned before from a hundred other runs; ")
                .append(
                        "dense arrivals and large workflows aside.\n\n| runs | all | forks of concurrency 1 | branches |\n|---|--:|--:|--:|\n");
        List<List<Regret>> groups = List.of(cells, named("forks of concurrency 1", cells), named("branches", cells));
        for (Phase phase : Phase.values()) {
            List<String> fields = new ArrayList<>(List.of(phase.label()));
            for (List<Regret> group : groups) {
                fields.add(
                        group.isEmpty()
                                ? "–"
                                : RegretSection.mean(group, cell -> cell.beside(GridCell.ORACLE, phase))
                                        .toString());
            }
            row(text, fields.toArray(String[]::new));
        }
        text.append('\n');
    }

    private static List<Regret> named(String name, List<Regret> cells) {
        return Group.ALL.stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow()
                .of(cells);
    }

    private static void firstRuns(StringBuilder text, List<Regret> cells) {
        text.append(
                        "### The first runs\n\nWhat cost-aware costs more than contestants that need to know nothing, by the ")
                .append("stake, at each price; below 0 it costs less.\n\n| price | runs | next-hop | full-path |\n")
                .append("|--:|---|--:|--:|\n");
        for (int price : EvaluationGrid.PRICES) {
            List<Regret> atPrice =
                    cells.stream().filter(cell -> cell.price() == price).toList();
            for (Phase phase : List.of(Phase.FIRST, Phase.EARLY)) {
                List<String> fields = new ArrayList<>(List.of(String.valueOf(price), phase.label()));
                for (String rival : SIMPLE_RIVALS) {
                    fields.add(
                            atPrice.isEmpty()
                                    ? "–"
                                    : RegretSection.mean(atPrice, cell -> cell.beside(rival, phase))
                                            .toString());
                }
                row(text, fields.toArray(String[]::new));
            }
        }
        text.append('\n');
    }
}
