package dev.prewarm.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The same in a real PostgreSQL, where it is installed. */
@Tag("postgresql")
class PostgresStatisticsStoreTest extends JdbcStatisticsStoreTest {
    private static PostgresServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        assumeTrue(PostgresServer.installed(), "PostgreSQL is not installed here: apt-get install postgresql");
        server = PostgresServer.start(directory);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DataSource database() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url());
        source.setUser("postgres");
        return source;
    }
}
