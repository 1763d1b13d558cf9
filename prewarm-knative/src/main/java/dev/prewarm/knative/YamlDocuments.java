package dev.prewarm.knative;

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
final class YamlDocuments {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_ALIASES = 50;

    private YamlDocuments() {}

    /** The documents that are not empty. */
    static List<Field> parse(String file, String text, int maxCharacters) {
        if (text.length() > maxCharacters) {
            throw new ManifestException(
                    file,
                    1,
                    "",
                    text.length() + " characters, but at most " + maxCharacters + " are allowed; split it");
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
                Field root = new Field(file, document, "", value);
                if (value != null) {
                    refuseCycles(root, Collections.newSetFromMap(new IdentityHashMap<>()), new IdentityHashMap<>());
                    documents.add(root);
                }
            }
        } catch (MarkedYAMLException e) {
            // The full message and the cause quote the text around, which may be that of a Secret.
            throw new ManifestException(file, Math.max(1, document), "", "not YAML that can be read: " + where(e));
        } catch (YAMLException | IllegalArgumentException e) {
            if (e instanceof ManifestException known) {
                throw known;
            }
            throw new ManifestException(file, Math.max(1, document), "", "not YAML that can be read: " + firstLine(e));
        }
        return documents;
    }

    private static String where(MarkedYAMLException e) {
        String problem = (e.getProblem() == null) ? "wrong syntax" : e.getProblem();
        return (e.getProblemMark() == null)
                ? problem
                : problem + " (line " + (e.getProblemMark().getLine() + 1) + ", column "
                        + (e.getProblemMark().getColumn() + 1) + ")";
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong syntax");
    }

    /**
     * Depth is bounded by the limits on nesting and aliases; work by the size, since what is known good is not entered
     * again.
     */
    private static void refuseCycles(Field field, Set<Object> path, Map<Object, Boolean> good) {
        Object value = field.value();
        if ((!(value instanceof Map) && !(value instanceof List)) || good.containsKey(value)) {
            return;
        }
        if (!path.add(value)) {
            throw field.wrong("an alias makes this value contain itself");
        }
        if (value instanceof Map<?, ?> map) {
            for (Object key : map.keySet()) {
                if (key instanceof String name) {
                    refuseCycles(field.get(name), path, good);
                }
            }
        } else {
            for (Field item : field.items()) {
                refuseCycles(item, path, good);
            }
        }
        path.remove(value);
        good.put(value, true);
    }
}
