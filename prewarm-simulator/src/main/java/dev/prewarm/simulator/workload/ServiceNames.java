package dev.prewarm.simulator.workload;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Gives every program a legal service name: the same program the same name, two programs two names. Of long names the
 * end is kept, which tells them apart. Not thread-safe.
 */
public final class ServiceNames {
    private static final int LONGEST = 63;

    private final Map<String, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** No program has a name yet. */
    public ServiceNames() {}

    /** The program's name: legal for a Knative Service. */
    public String of(String program) {
        return names.computeIfAbsent(program, this::choose);
    }

    private String choose(String program) {
        String legal = legal(program);
        String name = legal;
        for (int n = 2; !taken.add(name); n++) {
            String suffix = "-" + n;
            name = legal.substring(0, Math.min(legal.length(), LONGEST - suffix.length())) + suffix;
        }
        return name;
    }

    private static String legal(String program) {
        String name = program.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        name = trimmed(name.substring(Math.max(0, name.length() - LONGEST)));
        if (name.isEmpty()) {
            return "service";
        }
        if (!Character.isLetter(name.charAt(0))) {
            name = "s-" + name.substring(Math.max(0, name.length() - (LONGEST - 2)));
        }
        return trimmed(name);
    }

    private static String trimmed(String name) {
        return name.replaceAll("^-+|-+$", "");
    }
}
