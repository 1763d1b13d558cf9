package dev.prewarm.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the settings together: the file, environment variables over it, flags over both. */
public final class ConfigLoader {
    private final ObjectMapper mapper = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
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
            settings.setAll(object);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no file " + file, e);
        } catch (JsonProcessingException e) {
            throw new ConfigException(
                    file + " is no YAML: " + e.getOriginalMessage()
                            + ((e.getLocation() == null)
                                    ? ""
                                    : " (line " + e.getLocation().getLineNr() + ")"),
                    e);
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
        }
        return this;
    }

    /** Takes the settings of environment variables, such as {@code PREWARM_LISTEN_PORT}; others are not looked at. */
    public ConfigLoader environment(Map<String, String> variables) {
        for (String path : SettingNames.paths()) {
            String value = variables.get(SettingNames.variable(path));
            if (value != null) {
                set(path, value);
            }
        }
        return this;
    }

    /**
     * Sets one value.
     *
     * @param path such as {@code listen.port}
     * @throws ConfigException if there is no such setting
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
            at = (next instanceof ObjectNode object) ? object : at.putObject(names[i]);
        }
        at.put(names[names.length - 1], value);
        return this;
    }

    /** Adds an element to one of the lists of objects. */
    public ConfigLoader add(String list, Map<String, String> element) {
        ObjectNode object = mapper.createObjectNode();
        element.forEach(object::put);
        settings.withArray(list).add(object);
        return this;
    }

    /** Adds a text to one of the lists of texts. */
    public ConfigLoader add(String list, String element) {
        settings.withArray(list).add(element);
        return this;
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
            throw new ConfigException(path(e) + ": " + e.getOriginalMessage(), e);
        } catch (JsonMappingException e) {
            Throwable cause = e.getCause();
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
