package dev.prewarm.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;

/** A database that may be away. */
final class Away {
    boolean away;
    private final DataSource database;

    Away(DataSource database) {
        this.database = database;
    }

    DataSource source() {
        return (DataSource) Proxy.newProxyInstance(
                Away.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (away) {
                        throw new SQLTransientConnectionException("no route to the database");
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
