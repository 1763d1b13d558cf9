package dev.prewarm.knative.manifest;

import com.google.common.collect.ImmutableList;
import dev.prewarm.knative.ManifestException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Splits YAML text into its documents, within limits. An alias stands for the value it names, not for a copy, so that
 * nested aliases do not multiply; a value that contains itself is refused.
 */
public final class YamlDocuments {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_ALIASES = 50;
    /** So many values are no harm, however short the text. */
    private static final int FEW = 10_000;

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String UNREADABLE = "not YAML that can be read: ";
    private static final ImmutableList<String> QUOTING = ImmutableList.of(
            "found undefined alias",
            "found undefined tag handle",
            "could not determine a constructor for the tag",
            "Global tag is not allowed",
            "Unexpected timestamp");

    private YamlDocuments() {}

    /** The documents that are not empty. */
    public static List<Field> parse(String file, String given, int maxCharacters) {
        // Editors on Windows put it there; it is no part of the text.
        String text = given.startsWith(BYTE_ORDER_MARK) ? given.substring(1) : given;
        if (text.length() > maxCharacters) {
            throw Field.root(file, 1, null)
                    .wrong(text.length() + " characters, but at most " + maxCharacters + " are allowed; split it");
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(maxCharacters);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        List<Field> documents = new ArrayList<>();
        int document = 0;
        try {
            Iterator<Object> values =
                    new Yaml(new SafeConstructor(options)).loadAll(text).iterator();
            while (values.hasNext()) {
                document++;
                Object value = values.next();
                Field root = Field.root(file, document, value);
                if (value != null) {
                    new Expansion(Math.max(FEW, text.length())).sizeOf(root);
                    documents.add(root);
                }
            }
        } catch (MarkedYAMLException e) {
            // The full message and the cause quote the text around, which may be that of a Secret.
            throw Field.root(file, Math.max(1, document), null).wrong(UNREADABLE + where(e));
        } catch (ManifestException e) {
            throw e;
        } catch (YAMLException e) {
            throw Field.root(file, Math.max(1, document), null).wrong(UNREADABLE + firstLine(e));
        } catch (RuntimeException e) {
            // The parser has no exception of its own for these, and theirs quote the value.
            throw Field.root(file, Math.max(1, document), null).wrong(UNREADABLE + "a value does not fit its tag");
        }
        return documents;
    }

    private static String where(MarkedYAMLException e) {
        String problem = (e.getProblem() == null) ? "wrong syntax" : unquoted(e.getProblem());
        return (e.getProblemMark() == null)
                ? problem
                : problem + " (line " + (e.getProblemMark().getLine() + 1) + ", column "
                        + (e.getProblemMark().getColumn() + 1) + ")";
    }

    private static String firstLine(RuntimeException e) {
        return unquoted(String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong syntax"));
    }

    /** Without an alias, a tag or a time that is none: a password that nobody put in quotes may look like one. */
    private static String unquoted(String problem) {
        return QUOTING.stream().filter(problem::startsWith).findFirst().orElse(problem);
    }

    /**
     * How many values a value has where each alias counts as what it stands for: readers pass through all of them.
     * Depth is bounded by the limits on nesting and aliases; work by the size, since no value is entered twice.
     */
    private static final class Expansion {
        private final long most;
        private final Set<Object> path = Collections.newSetFromMap(new IdentityHashMap<>());
        private final IdentityHashMap<Object, Long> known = new IdentityHashMap<>();

        Expansion(long most) {
            this.most = most;
        }

        long sizeOf(Field field) {
            Object value = field.value();
            if (!(value instanceof Map) && !(value instanceof List)) {
                return 1;
            }
            Long before = known.get(value);
            if (before != null) {
                return before;
            }
            if (!path.add(value)) {
                throw field.wrong("an alias makes this value contain itself");
            }
            long size = 1;
            for (Field child : (value instanceof Map) ? field.entries() : field.items()) {
                size += sizeOf(child);
                if (size > most) {
                    throw field.wrong("aliases make more than " + most + " values of it");
                }
            }
            path.remove(value);
            known.put(value, size);
            return size;
        }
    }
}
