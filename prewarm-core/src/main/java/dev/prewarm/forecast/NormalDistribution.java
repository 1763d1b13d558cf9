package dev.prewarm.forecast;

/** The standard normal distribution; the same to the last bit on every Java version. */
public final class NormalDistribution {
    private static final double LARGEST = Math.nextDown(1.0);
    private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);
    private static final double FAR = 4;
    private static final int TAIL_TERMS = 40;

    private NormalDistribution() {}

    /**
     * The z below which a share p of the distribution lies: algorithm AS 241 (PPND16) of M. J. Wichura, "The percentage
     * points of the normal distribution", Applied Statistics 37 (1988), 477–484; relative error about 1e-16.
     *
     * @param p clamped to the normal doubles strictly between 0 and 1, so that the result is finite
     * @throws IllegalArgumentException if p is not in [0, 1]
     */
    public static double quantile(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("quantile: " + p + ", but 0 to 1 is allowed");
        }
        double inside = Math.min(Math.max(p, Double.MIN_NORMAL), LARGEST);
        double fromMiddle = inside - 0.5;
        if (Math.abs(fromMiddle) <= 0.425) {
            double r = 0.180625 - fromMiddle * fromMiddle;
            return fromMiddle * polynomial(A, r) / polynomial(B, r);
        }
        double r = Math.sqrt(-StrictMath.log((fromMiddle < 0) ? inside : 1 - inside));
        double z = (r <= 5)
                ? polynomial(C, r - 1.6) / polynomial(D, r - 1.6)
                : polynomial(E, r - 5) / polynomial(F, r - 5);
        return (fromMiddle < 0) ? -z : z;
    }

    /**
     * The share of the distribution above z: the algorithm of J. F. Hart et al., "Computer Approximations" (1968), as
     * given by G. West, "Better approximations to cumulative normal functions", Wilmott (2005). Beyond 4, where
     * that keeps few relative digits, Laplace's continued fraction takes over.
     */
    static double survival(double z) {
        double x = Math.abs(z);
        double density = StrictMath.exp(-x * x / 2);
        double above;
        if (x < FAR) {
            above = density * polynomial(G, x) / polynomial(H, x);
        } else {
            above = density / continuedFraction(x) / ROOT_OF_TWO_PI;
        }
        return (z < 0) ? 1 - above : above;
    }

    /** Laplace's x + 1/(x + 2/(x + 3/…)). */
    private static double continuedFraction(double x) {
        double rest = x;
        for (int k = TAIL_TERMS; k > 0; k--) {
            rest = x + k / rest;
        }
        return rest;
    }

    /** Horner's scheme, the constant coefficient first. */
    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            sum = sum * x + coefficients[i];
        }
        return sum;
    }

    private static final double[] A = {
        3.3871328727963666080E0, 1.3314166789178437745E2, 1.9715909503065514427E3, 1.3731693765509461125E4,
        4.5921953931549871457E4, 6.7265770927008700853E4, 3.3430575583588128105E4, 2.5090809287301226727E3
    };
    private static final double[] B = {
        1.0, 4.2313330701600911252E1, 6.8718700749205790830E2, 5.3941960214247511077E3,
        2.1213794301586595867E4, 3.9307895800092710610E4, 2.8729085735721942674E4, 5.2264952788528545610E3
    };
    private static final double[] C = {
        1.42343711074968357734E0, 4.63033784615654529590E0, 5.76949722146069140550E0, 3.64784832476320460504E0,
        1.27045825245236838258E0, 2.41780725177450611770E-1, 2.27238449892691845833E-2, 7.74545014278341407640E-4
    };
    private static final double[] D = {
        1.0, 2.05319162663775882187E0, 1.67638483018380384940E0, 6.89767334985100004550E-1,
        1.48103976427480074590E-1, 1.51986665636164571966E-2, 5.47593808499534494600E-4, 1.05075007164441684324E-9
    };
    private static final double[] E = {
        6.65790464350110377720E0, 5.46378491116411436990E0, 1.78482653991729133580E0, 2.96560571828504891230E-1,
        2.65321895265761230930E-2, 1.24266094738807843860E-3, 2.71155556874348757815E-5, 2.01033439929228813265E-7
    };
    private static final double[] F = {
        1.0, 5.99832206555887937690E-1, 1.36929880922735805310E-1, 1.48753612908506148525E-2,
        7.86869131145613259100E-4, 1.84631831751005468180E-5, 1.42151175831644588870E-7, 2.04426310338993978564E-15
    };
    private static final double[] G = {
        220.206867912376,
        221.213596169931,
        112.079291497871,
        33.912866078383,
        6.37396220353165,
        0.700383064443688,
        3.52624965998911E-2
    };
    private static final double[] H = {
        440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674,
        86.7807322029461, 16.064177579207, 1.75566716318264, 8.83883476483184E-2
    };
}
