package dev.prewarm.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import javax.sql.DataSource;

/** Databases whose connections are other than usual. */
final class Connections {
    private Connections() {}

    @FunctionalInterface
    interface Change {
        void to(Connection connection) throws SQLException;
    }

    private interface Call {
        Object of(Method method, Object[] arguments) throws Throwable;
    }

    /** All are changed so, when they are taken. */
    static DataSource of(DataSource database, Change change) {
        return of(database, change, connection -> {});
    }

    /** All are changed so, when they are taken, and looked at when they are given back. */
    static DataSource of(DataSource database, Change taken, Change givenBack) {
        return around(DataSource.class, (method, arguments) -> {
            Connection connection = (Connection) method.invoke(database, arguments);
            taken.to(connection);
            return around(Connection.class, (call, values) -> {
                if (call.getName().equals("close")) {
                    givenBack.to(connection);
                }
                return call.invoke(connection, values);
            });
        });
    }

    /** All end with their first statement. */
    static DataSource losing(DataSource database, String reason) {
        return around(DataSource.class, (method, arguments) -> {
            Connection connection = (Connection) method.invoke(database, arguments);
            return around(Connection.class, (call, values) -> {
                if (call.getName().equals("prepareStatement")) {
                    connection.close();
                    throw new SQLNonTransientConnectionException(reason);
                }
                return call.invoke(connection, values);
            });
        });
    }

    private static <T> T around(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                Connections.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return call.of(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
