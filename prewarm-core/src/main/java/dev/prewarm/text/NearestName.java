package dev.prewarm.text;

/** Finds what was probably meant by a name that is not known. */
public final class NearestName {
    /** What is longer is no misspelt name, and would take long to compare. */
    private static final int LONGEST = 200;

    private NearestName() {}

    /** "; did you mean …?", or nothing if no known name is near. */
    public static String hint(String given, Iterable<String> known) {
        if (given.length() > LONGEST) {
            return "";
        }
        String best = "";
        // From four letters on, two of them may be exchanged, which is a distance of two.
        int bestDistance = 1 + given.length() / 4 + 1;
        for (String name : known) {
            // The difference in length bounds the distance from below, and is much cheaper.
            if (Math.abs(name.length() - given.length()) < bestDistance) {
                int distance = distance(given, name);
                if (distance < bestDistance) {
                    best = name;
                    bestDistance = distance;
                }
            }
        }
        return best.isEmpty() ? "" : "; did you mean \"" + best + "\"?";
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
