package dev.prewarm.jdbc;

import static java.util.Objects.requireNonNull;

import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.StatisticsStore;
import dev.prewarm.UnreadableStatisticsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps statistics in a row of a database, which several processes may share: what another has saved meanwhile is merged with what is
 * saved here, see {@link StatisticsSnapshot#merge}. Only what was learned goes through it, and nothing of what is believed of
 * instances.
 *
 * <p>The row has a version, made of its content, which none that saves may find changed by another: who loses reads again. It is no
 * count, so that a row that was deleted and made anew is not taken for the former one. No transaction lasts longer than one statement. A row that cannot be read, since it is damaged or of another release, is never overwritten: while it
 * is there nothing is saved, and each attempt says so.
 *
 * <p>The table, {@value #TABLE}, is made by {@link #createTable} or by hand:
 *
 * <pre>
 * CREATE TABLE prewarm_statistics (name VARCHAR(255) PRIMARY KEY, version BIGINT NOT NULL, content BYTEA NOT NULL)
 * </pre>
 *
 * <p>Tried with PostgreSQL and H2. A database that is away or slow costs nothing but learning: the Prewarmer calls a store beside its
 * work, and reports what fails. Safe for use by any thread.
 */
public final class JdbcStatisticsStore implements StatisticsStore {
    static final String TABLE = "prewarm_statistics";

    private static final int LONGEST_NAME = 255;
    /** So many seconds a statement may take, if the driver knows of that. */
    private static final int STATEMENT_SECONDS = 30;
    /** With so many attempts one of two that save at the same time has lost to others each time. */
    private static final int ATTEMPTS = 10;

    private final DataSource database;
    private final String name;
    /** The version of the row that this store has written last, or has loaded; 0 if there was none. */
    private long known;

    private boolean refused;

    private JdbcStatisticsStore(DataSource database, String name) {
        this.database = requireNonNull(database, "database");
        this.name = requireNonNull(name, "name");
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "name: \"" + name + "\", but 1 to " + LONGEST_NAME + " characters are needed, not all blank");
        }
    }

    /**
     * A store in the row of that name, which need not exist.
     *
     * @param name those that share what they learn have one name
     * @throws IllegalArgumentException if the name is blank, or longer than 255 characters
     */
    public static JdbcStatisticsStore of(DataSource database, String name) {
        return new JdbcStatisticsStore(database, name);
    }

    /**
     * Makes the table, unless it is there. Several processes may do that at the same time.
     *
     * @throws IOException if the database refuses, or is away
     */
    public void createTable() throws IOException {
        execute("the table " + TABLE + " could not be made", JdbcStatisticsStore::createTable);
    }

    private static boolean createTable(Connection connection) throws SQLException {
        try {
            return execute(
                    connection,
                    "CREATE TABLE IF NOT EXISTS " + TABLE
                            + " (name VARCHAR(255) PRIMARY KEY, version BIGINT NOT NULL, content BYTEA NOT NULL)");
        } catch (SQLException refused) {
            // Another process may have made it since this one has found that it does not exist, which databases say in
            // many ways.
            try {
                return execute(connection, "SELECT name, version, content FROM " + TABLE + " WHERE 1 = 0");
            } catch (SQLException notThere) {
                refused.addSuppressed(notThere);
                throw refused;
            }
        }
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql)) {
            return statement.execute();
        }
    }

    @Override
    public synchronized StatisticsSnapshot load() throws IOException {
        Row row = execute("the statistics \"" + name + "\" could not be read", this::read);
        if (row == null) {
            known = 0;
            return StatisticsSnapshot.empty();
        }
        try {
            StatisticsSnapshot snapshot = snapshot(row);
            known = row.version;
            refused = false;
            return snapshot;
        } catch (UnreadableStatisticsException e) {
            if (refused) {
                return StatisticsSnapshot.empty();
            }
            refused = true;
            throw e;
        }
    }

    private StatisticsSnapshot snapshot(Row row) throws UnreadableStatisticsException {
        try {
            return StatisticsSnapshot.fromBytes(row.content);
        } catch (UnreadableStatisticsException e) {
            throw new UnreadableStatisticsException(
                    "the row \"" + name + "\" of " + TABLE + " cannot be used: " + e.getMessage()
                            + ". It is left as it is; nothing is saved until it is gone",
                    e);
        }
    }

    /**
     * Replaces the row, after merging with it what another process has saved there since it was loaded or saved here.
     *
     * @throws IOException if the database is away or refuses, or the row cannot be read; the row is then what it was
     */
    @Override
    public synchronized void save(StatisticsSnapshot snapshot) throws IOException {
        requireNonNull(snapshot, "snapshot");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Row row = execute("the statistics \"" + name + "\" could not be saved", this::read);
            long version = (row == null) ? 0 : row.version;
            StatisticsSnapshot all =
                    (row == null || version == known) ? snapshot : snapshot(row).merge(snapshot);
            byte[] content = all.toBytes();
            long next = versionOf(content);
            boolean saved = execute(
                    "the statistics \"" + name + "\" could not be saved",
                    connection -> (row == null)
                            ? insert(connection, content, next)
                            : update(connection, content, version, next));
            if (saved) {
                known = next;
                return;
            }
        }
        throw new IOException("the statistics \"" + name + "\" were not saved: others have saved them " + ATTEMPTS
                + " times in a row between reading and writing here");
    }

    private @Nullable Row read(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                prepare(connection, "SELECT version, content FROM " + TABLE + " WHERE name = ?")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? new Row(rows.getLong(1), requireNonNull(rows.getBytes(2), "content")) : null;
            }
        }
    }

    /** The version of a row with that content: from 1 on, and another one for any other content. */
    private static long versionOf(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Math.max(1, ByteBuffer.wrap(digest).getLong() >>> 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private boolean insert(Connection connection, byte[] content, long version) throws SQLException {
        try (PreparedStatement statement =
                prepare(connection, "INSERT INTO " + TABLE + " (name, version, content) VALUES (?, ?, ?)")) {
            statement.setString(1, name);
            statement.setLong(2, version);
            statement.setBytes(3, content);
            return changed(statement);
        }
    }

    private boolean update(Connection connection, byte[] content, long version, long next) throws SQLException {
        try (PreparedStatement statement = prepare(
                connection, "UPDATE " + TABLE + " SET version = ?, content = ? WHERE name = ? AND version = ?")) {
            statement.setLong(1, next);
            statement.setBytes(2, content);
            statement.setString(3, name);
            statement.setLong(4, version);
            return changed(statement);
        }
    }

    /** Whether it has changed the row, and not another one first. */
    private static boolean changed(PreparedStatement statement) throws SQLException {
        try {
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            // Every database says by the class: the row is there already, or the transaction of one statement has lost
            // to another.
            String state = String.valueOf(e.getSQLState());
            if (state.startsWith("23") || state.startsWith("40")) {
                return false;
            }
            throw e;
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(STATEMENT_SECONDS);
        return statement;
    }

    private <T extends @Nullable Object> T execute(String failure, Work<T> work) throws IOException {
        try (Connection connection = database.getConnection()) {
            return inTransactionsOfOneStatement(connection, work);
        } catch (SQLException e) {
            throw new IOException(failure + ": " + e.getMessage(), e);
        }
    }

    private static <T extends @Nullable Object> T inTransactionsOfOneStatement(Connection connection, Work<T> work)
            throws SQLException {
        if (connection.getAutoCommit()) {
            return work.in(connection);
        }
        connection.setAutoCommit(true);
        T result;
        try {
            result = work.in(connection);
        } catch (SQLException | RuntimeException e) {
            try {
                connection.setAutoCommit(false);
            } catch (SQLException lost) {
                // Why it was lost is what matters.
                e.addSuppressed(lost);
            }
            throw e;
        }
        connection.setAutoCommit(false);
        return result;
    }

    @Override
    public String toString() {
        return "statistics \"" + name + "\" in the table " + TABLE;
    }

    private static final class Row {
        final long version;
        final byte[] content;

        Row(long version, byte[] content) {
            this.version = version;
            this.content = content;
        }
    }

    @FunctionalInterface
    private interface Work<T extends @Nullable Object> {
        T in(Connection connection) throws SQLException;
    }
}
