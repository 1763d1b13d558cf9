package dev.prewarm.architecture;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages of the project point to is there: files, headings, and the tests that stand for what is said. */
class PagesTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?)\\s*$");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)\\.(\\w+)`");

    static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(PROJECT);
                Stream<Path> docs = Files.walk(PROJECT.resolve("docs"))) {
            return Stream.concat(root, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        for (Matcher link = LINK.matcher(withoutCode(page)); link.find(); ) {
            String to = link.group(1);
            if (!to.contains("://") && !to.startsWith("mailto:") && !leadsSomewhere(page, to)) {
                broken.add(to);
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path page, String to) throws IOException {
        int hash = to.indexOf('#');
        String file = (hash < 0) ? to : to.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return Files.exists(target) && (hash < 0 || anchors(target).contains(to.substring(hash + 1)));
    }

    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(withoutCode(page))
                .results()
                .map(PagesTest::anchor)
                .collect(toSet());
    }

    /** As GitHub makes them. */
    private static String anchor(java.util.regex.MatchResult heading) {
        return heading.group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static String withoutCode(Path page) throws IOException {
        return Files.readString(page).replaceAll("(?s)```.*?```", "");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void testsThatStandForWhatIsSaidExist(Path page) throws IOException {
        List<String> missing = new ArrayList<>();
        for (Matcher named = TEST.matcher(Files.readString(page)); named.find(); ) {
            if (!exists(named.group(1), named.group(2))) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean exists(String type, String method) throws IOException {
        Pattern declared = Pattern.compile("\\bvoid " + method + "\\(");
        try (Stream<Path> modules = Files.list(PROJECT)) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .anyMatch(tests -> isBelow(tests, type, declared));
        }
    }

    private static boolean isBelow(Path tests, String type, Pattern declared) {
        try (Stream<Path> files = Files.walk(tests)) {
            return files.filter(path -> path.getFileName().toString().equals(type + ".java"))
                    .anyMatch(path -> declared.matcher(read(path)).find());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"choose.md", "migrate.md"})
    void figuresAreThoseOfTheEvaluation(String page) throws IOException {
        List<String> report = Files.readAllLines(PROJECT.resolve("docs/evaluation.md"));
        List<String> quoted = Files.readAllLines(PROJECT.resolve("docs").resolve(page));
        int from = quoted.indexOf("<!-- rows of evaluation.md -->") + 1;
        int to = from;
        while (quoted.get(to).startsWith("|")) {
            to++;
        }
        assertThat(report).containsAll(quoted.subList(from, to));
        assertThat(to - from).isGreaterThan(3);
    }

    @Test
    void troubleshootingKnowsEveryKindOfProblem() throws IOException {
        String page = Files.readString(PROJECT.resolve("docs/troubleshooting.md"));
        assertThat(Arrays.stream(Problem.Kind.values())
                        .map(kind -> "`" + kind + "`")
                        .filter(kind -> !page.contains(kind)))
                .isEmpty();
    }
}
