package dev.prewarm.simulator.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.IVersionProvider;

/** Says what was built: the version, which tells a snapshot, and the commit, if it was known then. */
final class Version implements IVersionProvider {
    private static final String FILE = "version.properties";
    private static final Pattern COMMIT = Pattern.compile("([0-9a-f]{7,40})(-dirty)?");

    @Override
    public String[] getVersion() throws IOException {
        Properties built = new Properties();
        try (InputStream in = requireNonNull(Version.class.getResourceAsStream(FILE), FILE)) {
            built.load(new InputStreamReader(in, UTF_8));
        }
        return new String[] {said(built)};
    }

    /** @param built version and commit; what is not known still names the property of the build, or says why */
    static String said(Properties built) {
        String version = built.getProperty("version", "");
        Matcher commit = COMMIT.matcher(built.getProperty("commit", ""));
        return "prewarm-simulator " + (version.matches("\\d.*") ? version : "of no release")
                + (commit.matches()
                        ? ", commit " + commit.group(1) + (commit.group(2) == null ? "" : " with changes")
                        : "");
    }
}
