package dev.prewarm;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the project logs from a level on, until it is closed. */
public final class LogLines extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.prewarm");
    private final Level before = logger.getLevel();
    private final List<String> lines = new ArrayList<>();

    public LogLines(Level from) {
        logger.setLevel(from);
        logger.addHandler(this);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= logger.getLevel().intValue()) {
            lines.add(record.getMessage());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
