package dev.prewarm.simulator.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Workflows in the shape of well-known scientific ones, small: a service for each program, one call at a time.
 *
 * <p>The shapes follow Juve et al., <i>Characterizing and profiling scientific workflows</i>, Future Generation Computer
 * Systems 29 (2013), and the 1000 Genomes and seismology workflows of WfCommons. The numbers of tasks are ours, and so are
 * the medians of the programs' durations: between a tenth of a second and half a minute, long and short ones where the
 * sources have them. Durations vary around them with a coefficient of variation of 0.3; cold starts are those of
 * {@link ProductionShapes}.
 */
final class ScientificShapes {
    private static final double CV = 0.3;

    private final String name;
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();

    private ScientificShapes(String name) {
        this.name = name;
    }

    static List<Workload> all() {
        return List.of(montage(), epigenomics(), cyberShake(), inspiral(), genomes(), seismology());
    }

    /** A task that runs a program after others; returns its id. */
    private String task(String program, double seconds, String... after) {
        services.computeIfAbsent(
                program, key -> Service.of(key, ProductionShapes.COLD_START).withConcurrency(1));
        String id = program + "-" + (steps.size() + 1);
        steps.add(Step.of(id, program, Distribution.logNormal(seconds, CV), after));
        return id;
    }

    /** As many tasks as there are tasks before, each after one of them. */
    private String[] each(String program, double seconds, String... before) {
        return List.of(before).stream().map(id -> task(program, seconds, id)).toArray(String[]::new);
    }

    /** So many tasks after the same others. */
    private String[] fan(int count, String program, double seconds, String... after) {
        String[] ids = new String[count];
        for (int i = 0; i < count; i++) {
            ids[i] = task(program, seconds, after);
        }
        return ids;
    }

    private Workload build() {
        return Workload.of(name, List.copyOf(services.values()), steps);
    }

    /** A mosaic of images: fitted in pairs that overlap, levelled against each other, joined, shown. */
    private static Workload montage() {
        ScientificShapes montage = new ScientificShapes("montage-like-26");
        String[] projected = montage.fan(6, "project", 8);
        List<String> fitted = new ArrayList<>();
        for (int i = 0; i < projected.length; i++) {
            for (int j = i + 1; j < Math.min(i + 3, projected.length); j++) {
                fitted.add(montage.task("difference", 0.3, projected[i], projected[j]));
            }
        }
        String model =
                montage.task("background-model", 2, montage.task("concatenate", 0.5, fitted.toArray(String[]::new)));
        String[] levelled = new String[projected.length];
        for (int i = 0; i < projected.length; i++) {
            levelled[i] = montage.task("background", 0.5, projected[i], model);
        }
        List<String> images = new ArrayList<>(List.of(levelled));
        images.add(montage.task("table", 0.3, levelled));
        montage.task("view", 0.2, montage.task("add", 1, images.toArray(String[]::new)));
        return montage.build();
    }

    /** A genome's reads, split: lanes of four programs one after another, then merged, indexed and piled up. */
    private static Workload epigenomics() {
        ScientificShapes lanes = new ScientificShapes("epigenomics-like-20");
        String[] parts = lanes.fan(4, "filter", 1, lanes.task("split", 1.5));
        String[] mapped = lanes.each("map", 30, lanes.each("encode", 0.5, lanes.each("convert", 0.5, parts)));
        lanes.task("pileup", 12, lanes.task("index", 3, lanes.task("merge", 4, mapped)));
        return lanes.build();
    }

    /** Two seismic sources: synthesised in parallel, a peak found in each synthesis, both kinds of results collected. */
    private static Workload cyberShake() {
        ScientificShapes shake = new ScientificShapes("cybershake-like-28");
        List<String> seismograms = new ArrayList<>();
        for (int source = 0; source < 2; source++) {
            seismograms.addAll(List.of(shake.fan(6, "synthesis", 10, shake.task("extract", 20))));
        }
        String[] synthesised = seismograms.toArray(String[]::new);
        shake.task("zip-peaks", 1, shake.each("peak", 0.3, synthesised));
        shake.task("zip-seismograms", 1, synthesised);
        return shake.build();
    }

    /** Gravitational waves: two rounds of a long analysis, each after a short one and before a join. */
    private static Workload inspiral() {
        ScientificShapes waves = new ScientificShapes("inspiral-like-22");
        String[] banks = waves.fan(5, "template-bank", 6);
        String candidates = waves.task("coincidence", 2, waves.each("inspiral", 25, banks));
        String[] triggers = waves.fan(5, "trigger-bank", 2, candidates);
        waves.task("coincidence", 2, waves.each("inspiral", 25, triggers));
        return waves.build();
    }

    /** Variants of a population: individuals merged, then every population's overlaps and frequencies. */
    private static Workload genomes() {
        ScientificShapes genomes = new ScientificShapes("1000-genomes-like-20");
        String merged = genomes.task("individuals-merge", 8, genomes.fan(8, "individuals", 15));
        String sifted = genomes.task("sifting", 0.5);
        genomes.fan(5, "mutation-overlap", 3, merged, sifted);
        genomes.fan(5, "frequency", 20, merged, sifted);
        return genomes.build();
    }

    /** Signals that are treated in parallel, and one task that takes them all. */
    private static Workload seismology() {
        ScientificShapes signals = new ScientificShapes("seismology-like-17");
        signals.task("misfit", 0.2, signals.fan(16, "deconvolution", 1));
        return signals.build();
    }
}
