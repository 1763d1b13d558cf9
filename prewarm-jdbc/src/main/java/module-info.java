/** Keeps what was learned in a database. */
module dev.prewarm.jdbc {
    requires transitive dev.prewarm.core;
    requires transitive java.sql;
    requires static transitive org.jspecify;

    exports dev.prewarm.jdbc;
}
