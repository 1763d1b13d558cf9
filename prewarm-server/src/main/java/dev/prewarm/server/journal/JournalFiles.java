package dev.prewarm.server.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a journal: {@code events-000001.jsonl} and so on. */
final class JournalFiles {
    private static final Pattern NAME = Pattern.compile("events-(\\d{6,18})\\.jsonl");

    private JournalFiles() {}

    static String name(long number) {
        return String.format(Locale.ROOT, "events-%06d.jsonl", number);
    }

    static long number(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    /** Those of a directory, the oldest first. */
    static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> number(file) >= 0)
                    .sorted(Comparator.comparingLong(JournalFiles::number))
                    .toList();
        }
    }
}
