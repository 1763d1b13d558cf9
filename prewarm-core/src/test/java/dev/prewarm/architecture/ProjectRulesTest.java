package dev.prewarm.architecture;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;

/** Core and its tests follow the rules of the project. */
@AnalyzeClasses(packages = "dev.prewarm")
final class ProjectRulesTest {
    @ArchTest
    static final ArchTests RULES = ArchTests.in(ProjectRules.class);
}
