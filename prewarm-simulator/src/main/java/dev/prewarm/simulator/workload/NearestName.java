package dev.prewarm.simulator.workload;

import java.util.Collection;
import java.util.Comparator;

/** Finds what was probably meant by a name that is not known. */
public final class NearestName {
    /** What is longer is no misspelt name, and would take long to compare. */
    private static final int LONGEST = 200;

    private NearestName() {}

    /** "; did you mean …?", or the empty string where no known name is near. */
    public static String hint(String given, Collection<String> known) {
        if (given.length() > LONGEST) {
            return "";
        }
        int tolerated = Math.max(2, given.length() / 3);
        return known.stream()
                .filter(name -> Math.abs(name.length() - given.length()) <= tolerated)
                .filter(name -> distance(given, name) <= tolerated)
                .min(Comparator.comparingInt(name -> distance(given, name)))
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElse("");
    }

    /** The Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
