package dev.prewarm.simulator.workload;

import dev.prewarm.simulator.workload.Draws.Purpose;
import java.util.ArrayList;
import java.util.List;

/**
 * Random workflows in the shape of those that run in production: the quantiles of depth and width are those published
 * for Azure Durable Functions (width 1, 2, 3, 17 and depth 2, 4, 5, 7 at the 50th, 90th, 95th and 99th percentile),
 * durations and cold starts are those published for Huawei's serverless platform.
 *
 * <p>Depth and width are drawn independently; one level is as wide as drawn and the others are a single task, which
 * gives about the published number of tasks (2, 5, 7, 18). Every task has a service of its own.
 */
final class ProductionShapes {
    /** Cold starts: log-normal, mean 3.24 s, standard deviation 7.10 s. */
    static final Distribution COLD_START = Distribution.logNormalByMean(3.24, 7.10);

    /** Durations: log-normal with parameters −0.38 and 2.36, kept between 1 ms and 10 min. */
    static final Distribution DURATION = new Distribution.LogNormal(-0.38, 2.36).clipped(0.001, 600);

    private static final double[] PROBABILITIES = {0.5, 0.9, 0.95, 0.99};
    private static final int[] WIDTHS = {1, 2, 3, 17};
    private static final int[] DEPTHS = {2, 4, 5, 7};

    private ProductionShapes() {}

    /** The shape of that number: the same number gives the same shape. */
    static Workload of(String name, int number) {
        return build(name, number, false);
    }

    /**
     * As {@link #of}, but each task has a typical duration of its own, drawn once, around which it varies with a
     * coefficient of variation of 0.3.
     */
    static Workload steady(String name, int number) {
        return build(name, number, true);
    }

    private static Workload build(String name, int number, boolean steady) {
        Draws draws = new Draws(0);
        int depth = quantile(DEPTHS, draws.uniform(Purpose.SHAPE, number, 0));
        int width = quantile(WIDTHS, draws.uniform(Purpose.SHAPE, number, 1));
        int wide = (int) (draws.uniform(Purpose.SHAPE, number, 2) * depth);
        List<Service> services = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        String[] before = {};
        for (int level = 0; level < depth; level++) {
            String[] ids = new String[level == wide ? width : 1];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = "t" + (steps.size() + 1);
                Service service = Service.of(ids[i], COLD_START);
                services.add(service);
                double u = draws.uniform(Purpose.SHAPE, number, 3, steps.size());
                Distribution duration = steady ? Distribution.logNormal(DURATION.draw(u), 0.3) : DURATION;
                steps.add(Step.of(ids[i], service.name(), duration, before));
            }
            before = ids;
        }
        return Workload.of(name, services, steps);
    }

    /** Linear between the published percentiles; the last of them above it. */
    private static int quantile(int[] values, double u) {
        for (int i = 0; i < values.length; i++) {
            if (u <= PROBABILITIES[i]) {
                return (i == 0)
                        ? values[0]
                        : between(values[i - 1], values[i], PROBABILITIES[i - 1], PROBABILITIES[i], u);
            }
        }
        return values[values.length - 1];
    }

    private static int between(int low, int high, double lowU, double highU, double u) {
        return low + (int) Math.round((high - low) * (u - lowU) / (highU - lowU));
    }
}
