package dev.prewarm.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.prewarm.SystemScheduler;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;

/**
 * What holds in every module, tests included.
 *
 * <pre>{@code
 * @AnalyzeClasses(packages = "dev.prewarm.knative")
 * final class ArchitectureTest {
 *     @ArchTest
 *     static final ArchTests PROJECT_RULES = ArchTests.in(ProjectRules.class);
 * }
 * }</pre>
 */
public final class ProjectRules {
    private static final Set<String> REAL_TIME = Set.of(
            name(Thread.class, "sleep"),
            name(TimeUnit.class, "sleep"),
            name(System.class, "nanoTime"),
            name(System.class, "currentTimeMillis"),
            name(Instant.class, "now"),
            name(Clock.class, "systemUTC"),
            name(Clock.class, "systemDefaultZone"),
            name(Clock.class, "system"));

    private static final Set<String> UNSEEDED = Set.of(
            name(Math.class, "random"),
            name(StrictMath.class, "random"),
            name(UUID.class, "randomUUID"),
            name(ThreadLocalRandom.class, "current"),
            name(RandomGenerator.class, "getDefault"),
            name(RandomGenerator.class, "of"));

    @ArchTest
    static final ArchRule TIME_COMES_FROM_A_SCHEDULER = noClasses()
            .that(describe("are not the real clock", type -> !outermost(type).isEquivalentTo(SystemScheduler.class)))
            .should()
            .accessTargetWhere(describe("it reads the real clock or sleeps", ProjectRules::realTime))
            .allowEmptyShould(true)
            .because("a run must be exact and repeatable in virtual time; ask a Scheduler");

    @ArchTest
    static final ArchRule RANDOMNESS_IS_SEEDED = noClasses()
            .should()
            .accessTargetWhere(describe("it draws unseeded random numbers", ProjectRules::unseeded))
            .allowEmptyShould(true)
            .because("equal inputs must give equal results; pass a seed");

    @ArchTest
    static final ArchRule PACKAGES_ARE_NAMED_BY_WHAT_THEY_ARE_ABOUT = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..utils..", "..internal..", "..impl..", "..common..", "..helpers..")
            .allowEmptyShould(true)
            .because("package-private hides, and a name says what a package is about");

    @ArchTest
    static final ArchRule PACKAGES_ARE_NULL_MARKED = classes()
            .that(describe("are not tests", type -> !test(type)))
            .should(resideInNullMarkedPackages())
            .allowEmptyShould(true)
            .because("null is refused unless a type says otherwise");

    @ArchTest
    static final ArchRule GUAVA_STAYS_INSIDE = classes()
            .that(describe("are exported", PublicSignatures::exported))
            .should(PublicSignatures.showNoTypeOf("com.google.common"))
            .allowEmptyShould(true)
            .because("a user's code must not depend on a library, or a version of it, that is ours to change");

    private ProjectRules() {}

    private static String name(Class<?> owner, String method) {
        return owner.getName() + "." + method;
    }

    private static String name(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getName();
    }

    private static boolean realTime(JavaAccess<?> access) {
        boolean localNow = access.getTargetOwner().getPackageName().equals("java.time")
                && access.getName().equals("now");
        return localNow || REAL_TIME.contains(name(access));
    }

    private static boolean unseeded(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        boolean madeOfNothing = access instanceof JavaCodeUnitAccess<?> made
                && access.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)
                && made.getTarget().getRawParameterTypes().isEmpty();
        boolean generator = owner.isEquivalentTo(Random.class)
                || owner.isEquivalentTo(SplittableRandom.class)
                || owner.isAssignableTo(SecureRandom.class);
        boolean shuffle =
                access.getTarget().getFullName().equals(Collections.class.getName() + ".shuffle(java.util.List)");
        return (madeOfNothing && generator) || shuffle || UNSEEDED.contains(name(access));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ProjectRules::outermost).orElse(type);
    }

    static boolean test(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString())
                .filter(uri -> uri.contains("/test-classes/") || uri.contains("-tests.jar!"))
                .isPresent();
    }

    private static ArchCondition<JavaClass> resideInNullMarkedPackages() {
        return ArchCondition.from(describe(
                "reside in a package that is @NullMarked",
                type -> type.getPackage().isAnnotatedWith(NullMarked.class)));
    }
}
