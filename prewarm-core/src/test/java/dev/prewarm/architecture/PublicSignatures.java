package dev.prewarm.architecture;

import static java.util.stream.Collectors.toSet;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** What a module shows to those who depend on it: the public and protected members of the types that it exports. */
final class PublicSignatures {
    private static final LoadingCache<Path, Set<String>> EXPORTS =
            CacheBuilder.newBuilder().build(CacheLoader.from(PublicSignatures::exports));

    private PublicSignatures() {}

    /** Whether a user of the module can name the type. */
    static boolean exported(JavaClass type) {
        return visible(type)
                && location(type)
                        .map(EXPORTS::getUnchecked)
                        .anyMatch(exports -> exports.contains(type.getPackageName()));
    }

    private static boolean visible(JavaClass type) {
        return open(type.getModifiers())
                && type.getEnclosingClass().map(PublicSignatures::visible).orElse(true);
    }

    private static boolean open(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    /** The jar or directory that the type is from; empty if that is not known. */
    private static Stream<Path> location(JavaClass type) {
        return type.getSource().stream().map(source -> {
            String uri = source.getUri().toString();
            String file = uri.replaceFirst("^jar:", "").replaceFirst("!/.*$", "");
            String inside = type.getName().replace('.', '/') + ".class";
            return Path.of(
                    URI.create(file.endsWith(inside) ? file.substring(0, file.length() - inside.length()) : file));
        });
    }

    /** The packages that the module there exports to everybody; none if there is no module. */
    private static Set<String> exports(Path location) {
        return ModuleFinder.of(location).findAll().stream()
                .filter(module -> !module.descriptor().isAutomatic())
                .flatMap(module -> module.descriptor().exports().stream())
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(toSet());
    }

    /** The condition that no exported signature has a type of these packages. */
    static ArchCondition<JavaClass> showNoTypeOf(String packagePrefix) {
        return new ArchCondition<>("show no type of " + packagePrefix + " in a public signature") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                        .forEach(parent -> report(type.getDescription(), parent, packagePrefix, events));
                type.getMembers().stream()
                        .filter(member -> open(member.getModifiers()))
                        .forEach(member -> types(member)
                                .forEach(shown -> report(member.getDescription(), shown, packagePrefix, events)));
            }
        };
    }

    private static void report(String where, JavaType shown, String packagePrefix, ConditionEvents events) {
        shown.getAllInvolvedRawTypes().stream()
                .filter(raw -> raw.getPackageName().startsWith(packagePrefix))
                .forEach(raw -> events.add(SimpleConditionEvent.violated(where, where + " shows " + raw.getName())));
    }

    private static Stream<JavaType> types(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
    }
}
