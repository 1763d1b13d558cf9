package dev.prewarm.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the module is kept free of. */
@AnalyzeClasses(packages = "dev.prewarm.testing", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_DO_NOT_GO_IN_A_CIRCLE =
            slices().matching("dev.prewarm.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule TESTS_BRING_NO_SIMULATOR = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.prewarm.simulator..", "dev.prewarm.knative..", "picocli..", "com.fasterxml.jackson..")
            .because("who only tests needs none of these on the class path");

    @ArchTest
    static final ArchRule WHAT_CORE_TESTS_WITH_KNOWS_NO_PLATFORM = noClasses()
            .that()
            .resideInAPackage("dev.prewarm.testing")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.prewarm.testing.knative..", "okhttp3..", "mockwebserver3..")
            .because("the tests of core compile this package, and core knows no platform");
}
