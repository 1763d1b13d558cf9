package dev.prewarm.spring;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.prewarm.architecture.ProjectRules;

/** The module and its tests follow the rules of the project. */
@AnalyzeClasses(packages = "dev.prewarm.spring")
final class ProjectRulesTest {
    @ArchTest
    static final ArchTests RULES = ArchTests.in(ProjectRules.class);
}
