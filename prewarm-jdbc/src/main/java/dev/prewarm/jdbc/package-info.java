/** {@link dev.prewarm.jdbc.JdbcStatisticsStore} keeps what was learned in a database, where several processes share it. */
@NullMarked
package dev.prewarm.jdbc;

import org.jspecify.annotations.NullMarked;
