package dev.prewarm.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the settings together: the file, environment variables over it, flags over both. */
public final class ConfigLoader {
    /** Where the parser of YAML says that something is. */
    private static final Pattern PLACE = Pattern.compile(" in 'reader', line (\\d+)");

    private final ObjectMapper mapper = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();
    private final ObjectNode settings = mapper.createObjectNode();

    /** A loader of the defaults. */
    public ConfigLoader() {}

    /**
     * Takes the settings of a file.
     *
     * @throws ConfigException if it cannot be read, or is no YAML object
     */
    public ConfigLoader file(Path file) {
        try {
            JsonNode read = mapper.readTree(Files.readString(file));
            if (read == null || read.isMissingNode() || read.isNull()) {
                return this;
            }
            if (!(read instanceof ObjectNode object)) {
                throw new ConfigException(
                        file + " holds a " + read.getNodeType() + ", but settings by name are needed");
            }
            checkServices(object.path("services"));
            settings.setAll(object);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no file " + file, e);
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + " is no YAML: " + problem(e), e);
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + " is not in UTF-8", e);
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
        }
        return this;
    }

    /** A service that is declared elsewhere replaces one of the file, but of two in the file it is not known which one is meant. */
    private static void checkServices(JsonNode services) {
        Set<String> names = new HashSet<>();
        for (JsonNode service : services) {
            if (service.hasNonNull("name") && !names.add(service.get("name").asText())) {
                throw new ConfigException("services: there are two with the name "
                        + service.get("name").asText());
            }
        }
    }

    /** What is wrong, and where, in one line: the parser's own message has excerpts of the file. */
    private static String problem(JsonProcessingException e) {
        String problem = "";
        String line =
                (e.getLocation() == null) ? "?" : String.valueOf(e.getLocation().getLineNr());
        for (String said : e.getOriginalMessage().lines().toList()) {
            Matcher place = PLACE.matcher(said);
            if (place.lookingAt()) {
                line = place.group(1);
            } else if (!said.startsWith(" ")) {
                problem = said;
            }
        }
        return problem + " (line " + line + ")";
    }

    /**
     * Takes the settings of environment variables, such as {@code PREWARM_LISTEN_PORT}.
     *
     * @throws ConfigException if one begins like those of several settings, such as {@code PREWARM_LISTEN_}, and sets
     *     nothing. Others are not looked at: Kubernetes sets some for a Service that is called {@code prewarm-…}
     */
    public ConfigLoader environment(Map<String, String> variables) {
        SettingNames.groups().forEach(group -> checkNames(group, variables.keySet()));
        for (String path : SettingNames.paths()) {
            String value = variables.get(SettingNames.variable(path));
            if (value != null) {
                set(path, value);
            }
        }
        return this;
    }

    private static void checkNames(String group, Set<String> names) {
        List<String> known =
                variables().stream().filter(name -> name.startsWith(group)).toList();
        for (String name : names) {
            if (name.startsWith(group) && !known.contains(name)) {
                throw new ConfigException(name + " sets nothing; there are " + String.join(", ", known));
            }
        }
    }

    /**
     * Sets one value.
     *
     * @param path such as {@code listen.port}
     * @throws ConfigException if there is no such setting, or something else is where it should be
     */
    public ConfigLoader set(String path, String value) {
        if (!SettingNames.paths().contains(path)) {
            throw new ConfigException("there is no setting \"" + path + "\" of one value; there are "
                    + String.join(", ", SettingNames.paths()));
        }
        ObjectNode at = settings;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            JsonNode next = at.get(names[i]);
            if (next instanceof ObjectNode object) {
                at = object;
            } else {
                checkAbsent(names[i], next, "settings by name are needed");
                at = at.putObject(names[i]);
            }
        }
        at.put(names[names.length - 1], value);
        return this;
    }

    /** Adds an element to one of the lists of objects. */
    public ConfigLoader add(String list, Map<String, String> element) {
        ObjectNode object = mapper.createObjectNode();
        element.forEach(object::put);
        list(list).add(object);
        return this;
    }

    /** Adds a text to one of the lists of texts. */
    public ConfigLoader add(String list, String element) {
        list(list).add(element);
        return this;
    }

    private ArrayNode list(String name) {
        JsonNode there = settings.get(name);
        if (there instanceof ArrayNode list) {
            return list;
        }
        checkAbsent(name, there, "a list is needed");
        return settings.putArray(name);
    }

    /** What is empty in a file is as if it was not there. */
    private static void checkAbsent(String name, @Nullable JsonNode there, String needed) {
        if (there != null && !there.isNull()) {
            throw new ConfigException(name + ": " + there + ", but " + needed);
        }
    }

    /**
     * The settings, checked.
     *
     * @throws ConfigException if one is not known, or not allowed
     */
    public ServerConfig load() {
        try {
            return mapper.treeToValue(settings, ServerConfig.class);
        } catch (UnrecognizedPropertyException e) {
            throw new ConfigException("there is no setting " + path(e) + "; here there are " + known(e), e);
        } catch (MismatchedInputException e) {
            throw new ConfigException(path(e) + ": " + WrongKind.of(settings, e, e.getTargetType()), e);
        } catch (JsonMappingException e) {
            Throwable cause = e.getCause();
            if (cause instanceof InputCoercionException tooLarge) {
                throw new ConfigException(path(e) + ": " + WrongKind.of(settings, e, tooLarge.getTargetType()), e);
            }
            throw new ConfigException(
                    where(path(e)) + ((cause == null) ? e.getOriginalMessage() : cause.getMessage()), e);
        } catch (JsonProcessingException e) {
            throw new ConfigException("the settings cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static String where(@Nullable String path) {
        return (path == null || path.isEmpty()) ? "" : "in " + path + ", ";
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(at -> (at.getFieldName() == null) ? "[" + at.getIndex() + "]" : at.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static String known(UnrecognizedPropertyException e) {
        return (e.getKnownPropertyIds() == null)
                ? "others"
                : e.getKnownPropertyIds().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    /** The variables that set something, for people. */
    public static List<String> variables() {
        return SettingNames.paths().stream().map(SettingNames::variable).toList();
    }
}
