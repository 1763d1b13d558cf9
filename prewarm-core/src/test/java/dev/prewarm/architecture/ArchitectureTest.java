package dev.prewarm.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.prewarm.Scheduler;

/** What core is kept free of. */
@AnalyzeClasses(packages = "dev.prewarm", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule CORE_KNOWS_NO_HTTP = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "com.sun.net.httpserver..", "okhttp3..", "mockwebserver3..")
            .because("a WarmupClient is the only way to a platform");

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_PLATFORM = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.prewarm.knative..", "dev.prewarm.simulator..", "io.fabric8..")
            .because("core serves every platform");

    @ArchTest
    static final ArchRule ONLY_ITS_BINDER_KNOWS_MICROMETER = noClasses()
            .that()
            .resideOutsideOfPackage("dev.prewarm.micrometer..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..")
            .because("Micrometer is optional");

    @ArchTest
    static final ArchRule STRATEGIES_AND_FORECASTS_READ_NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage("dev.prewarm.strategy..", "dev.prewarm.forecast..", "dev.prewarm.instances..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Scheduler.class)
            .allowEmptyShould(true)
            .because("equal views must give equal plans");

    @ArchTest
    static final ArchRule THE_ENGINE_KNOWS_NO_STRATEGY_OF_OURS = none("engine", "strategy");

    @ArchTest
    static final ArchRule FORECASTS_KNOW_NO_ENGINE = none("forecast", "engine");

    @ArchTest
    static final ArchRule FORECASTS_KNOW_NO_STRATEGY = none("forecast", "strategy");

    @ArchTest
    static final ArchRule STRATEGIES_KNOW_NO_ENGINE = none("strategy", "engine");

    @ArchTest
    static final ArchRule INSTANCES_KNOW_NO_ENGINE = none("instances", "engine");

    @ArchTest
    static final ArchRule INSTANCES_KNOW_NO_STRATEGY = none("instances", "strategy");

    @ArchTest
    static final ArchRule INSTANCES_KNOW_NO_FORECAST = none("instances", "forecast");

    private static ArchRule none(String from, String to) {
        return noClasses()
                .that(describe("are not tests", type -> !ProjectRules.test(type)))
                .and()
                .resideInAPackage("dev.prewarm." + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.prewarm." + to + "..")
                .because("each of them can be read, and replaced, without the other");
    }
}
