package dev.prewarm.simulator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** How the packages of the simulator depend on each other. */
@AnalyzeClasses(packages = "dev.prewarm.simulator", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_DO_NOT_GO_IN_A_CIRCLE =
            slices().matching("dev.prewarm.simulator.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule EACH_PACKAGE_KNOWS_ONLY_WHAT_COMES_BEFORE_IT = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("workload")
            .definedBy("dev.prewarm.simulator.workload")
            .layer("contestant")
            .definedBy("dev.prewarm.simulator.contestant")
            .layer("comparison")
            .definedBy("dev.prewarm.simulator.comparison")
            .layer("report")
            .definedBy("dev.prewarm.simulator.report")
            .layer("command")
            .definedBy("dev.prewarm.simulator.command")
            .whereLayer("contestant")
            .mayOnlyBeAccessedByLayers("comparison", "report", "command")
            .whereLayer("comparison")
            .mayOnlyBeAccessedByLayers("report", "command")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("command")
            .whereLayer("command")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule REPLAY_KNOWS_NOTHING_ELSE_OF_THE_SIMULATOR = noClasses()
            .that()
            .resideInAPackage("dev.prewarm.simulator.replay")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.prewarm.simulator..")
                    .and(resideOutsideOfPackage("dev.prewarm.simulator.replay")))
            .because("it is a strategy, and sees views alone");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_KNOWS_PICOCLI = noClasses()
            .that()
            .resideOutsideOfPackage("dev.prewarm.simulator.command")
            .and()
            .haveNameNotMatching(".*\\.report\\.Evaluation(Report|Options).*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..")
            .because("a comparison is an object, too; the evaluation is made by a command of its own");
}
