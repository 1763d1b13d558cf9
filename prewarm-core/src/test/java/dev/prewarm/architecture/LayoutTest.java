package dev.prewarm.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Core is a house with rooms: who may know whom, and how large anything may become. */
@AnalyzeClasses(packages = "dev.prewarm", importOptions = DoNotIncludeTests.class)
class LayoutTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final int MOST_LINES = 400;
    private static final int MOST_COLLABORATORS = 20;
    private static final int MOST_EXPORTED_TYPES = 40;

    /** The types of the API that have something hidden behind them. */
    private static final Set<String> FACADE = Set.of(
            "Announcement",
            "PrewarmStats",
            "PrewarmStrategy",
            "Prewarmer",
            "Statistics",
            "StatisticsSnapshot",
            "WorkflowRun");

    @ArchTest
    static final ArchRule ROOMS_DO_NOT_GO_IN_A_CIRCLE =
            slices().matching("dev.prewarm.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_API_KNOWS_THE_ROOMS_BY_ITS_FACADE_ONLY = noClasses()
            .that()
            .resideInAPackage("dev.prewarm")
            .and(describe(
                    "are not of the facade",
                    type -> !FACADE.contains(outermost(type).getSimpleName())))
            .should()
            .dependOnClassesThat(describe(
                    "are in a room that knows the API",
                    type -> type.getPackageName().startsWith("dev.prewarm.")
                            && !type.getPackageName().equals("dev.prewarm.text")))
            .because("who reads the API need not read the engine");

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(LayoutTest::outermost).orElse(type);
    }

    private static JavaClasses core() {
        ImportOption mainOnly = new DoNotIncludeTests();
        return new ClassFileImporter().withImportOption(mainOnly).importPackages("dev.prewarm");
    }

    private static boolean ours(JavaClass type) {
        return type.getPackageName().startsWith("dev.prewarm")
                && !type.getSimpleName().equals("package-info");
    }

    /** By top-level class, what other top-level classes it depends on, with all that is nested in it. */
    private static Map<String, Set<String>> collaborators() {
        Map<String, Set<String>> all = new TreeMap<>();
        core().stream().filter(LayoutTest::ours).forEach(type -> {
            String name = outermost(type).getName();
            Set<String> others = type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(LayoutTest::ours)
                    .map(other -> outermost(other).getName())
                    .filter(other -> !other.equals(name))
                    .collect(toCollection(TreeSet::new));
            all.computeIfAbsent(name, key -> new TreeSet<>()).addAll(others);
        });
        return all;
    }

    @Test
    void noClassHasMoreCollaboratorsThanAReaderCanKeepInMind() {
        Map<String, Set<String>> all = collaborators();
        assertThat(all).isNotEmpty();
        all.values().removeIf(others -> others.size() <= MOST_COLLABORATORS);
        assertThat(all).isEmpty();
    }

    @Test
    void noClassIsLongerThanAFewScreens() throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source :
                    (Iterable<Path>) sources.filter(file -> file.toString().endsWith(".java"))::iterator) {
                try (Stream<String> text = Files.lines(source)) {
                    lines.put(SOURCES.relativize(source).toString(), text.count());
                }
            }
        }
        assertThat(lines).isNotEmpty();
        lines.values().removeIf(count -> count <= MOST_LINES);
        assertThat(lines).isEmpty();
    }

    @Test
    void theApiIsSmallEnoughToBeRead() {
        Set<String> exported = core().stream()
                .filter(type -> ours(type) && type.getEnclosingClass().isEmpty())
                .filter(PublicSignatures::exported)
                .map(JavaClass::getName)
                .collect(toCollection(TreeSet::new));
        assertThat(exported).contains("dev.prewarm.Prewarmer").hasSizeLessThanOrEqualTo(MOST_EXPORTED_TYPES);
    }
}
