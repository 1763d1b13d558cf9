package dev.prewarm.knative;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The packages depend on one another as their documentation says, and in one direction only. */
@AnalyzeClasses(packages = "dev.prewarm.knative", importOptions = DoNotIncludeTests.class)
final class PackagesTest {
    private static final String ROOT = "dev.prewarm.knative";

    @ArchTest
    static final ArchRule NO_PACKAGES_DEPEND_ON_EACH_OTHER = slices().matching("dev.prewarm.(**)")
            .should()
            .beFreeOfCycles()
            .because("each package is to be understood without those above it");

    @ArchTest
    static final ArchRule PACKAGES_DEPEND_ON_WHAT_IS_BELOW_THEM = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("client")
            .definedBy(ROOT + ".client")
            .layer("handler")
            .definedBy(ROOT + ".handler")
            .layer("catalogue")
            .definedBy(ROOT + ".catalogue")
            .layer("flow")
            .definedBy(ROOT + ".flow")
            .layer("manifest")
            .definedBy(ROOT + ".manifest")
            .layer("names")
            .definedBy(ROOT)
            .layer("text")
            .definedBy(ROOT + ".text")
            .whereLayer("client")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("handler")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("flow")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("catalogue")
            .mayOnlyBeAccessedByLayers("flow")
            .whereLayer("manifest")
            .mayOnlyBeAccessedByLayers("client", "catalogue", "flow")
            .whereLayer("names")
            .mayOnlyBeAccessedByLayers("client", "handler", "catalogue", "flow", "manifest")
            .whereLayer("text")
            .mayOnlyBeAccessedByLayers("client", "names", "manifest", "catalogue", "flow")
            .because("whoever only warms, or only is warmed, needs none of the rest");
}
