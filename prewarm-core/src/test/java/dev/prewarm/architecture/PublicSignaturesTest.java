package dev.prewarm.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.prewarm.TaskOption;
import dev.prewarm.engine.Engine;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rule on public signatures looks where users can look, and sees what is inside of a generic type, too. */
class PublicSignaturesTest {
    /** What the rule must find, and what it must not. */
    public static final class Example {
        public List<ImmutableList<String>> nested() {
            return List.of();
        }

        public void take(Collection<? extends ImmutableList<String>> lists) {}

        List<ImmutableList<String>> hidden() {
            return List.of(ImmutableList.of());
        }
    }

    private static JavaClass type(Class<?> type) {
        return new ClassFileImporter().importPackagesOf(type).get(type);
    }

    @Test
    void theApiIsExportedAndTheEngineIsNot() {
        assertThat(PublicSignatures.exported(type(TaskOption.After.class))).isTrue();
        assertThat(PublicSignatures.exported(type(Engine.class))).isFalse();
        assertThat(PublicSignatures.exported(type(Example.class))).isFalse();
    }

    @Test
    void whatAGenericTypeHoldsIsShown() {
        ArchRule rule = ArchRuleDefinition.classes().should(PublicSignatures.showNoTypeOf("com.google.common"));
        List<String> found = rule.evaluate(new ClassFileImporter().importClasses(Example.class))
                .getFailureReport()
                .getDetails();
        assertThat(found).hasSize(2).allSatisfy(line -> assertThat(line).endsWith(ImmutableList.class.getName()));
        assertThat(found).anySatisfy(line -> assertThat(line).contains("nested"));
        assertThat(found).anySatisfy(line -> assertThat(line).contains("take"));
    }
}
