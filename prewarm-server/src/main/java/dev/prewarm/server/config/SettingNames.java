package dev.prewarm.server.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The paths of all settings that hold one value, such as {@code listen.port}, and the variables that set them. */
final class SettingNames {
    private static final String PREFIX = "PREWARM_";

    private SettingNames() {}

    static List<String> paths() {
        List<String> paths = new ArrayList<>();
        collect("", ServerConfig.class, paths);
        return paths;
    }

    /** What the variables of settings that belong together begin with, such as {@code PREWARM_LISTEN_}. */
    static List<String> groups() {
        return paths().stream()
                .filter(path -> path.contains("."))
                .map(path -> variable(path.substring(0, path.indexOf('.') + 1)))
                .distinct()
                .toList();
    }

    private static void collect(String prefix, Class<?> type, List<String> paths) {
        for (RecordComponent component : type.getRecordComponents()) {
            String path = prefix + component.getName();
            if (component.getType().isRecord()) {
                collect(path + ".", component.getType(), paths);
            } else if (component.getType() != List.class) {
                paths.add(path);
            }
        }
    }

    /** {@code listen.tokenFile} is set by {@code PREWARM_LISTEN_TOKEN_FILE}. */
    static String variable(String path) {
        return PREFIX + path.replaceAll("([A-Z])", "_$1").replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
