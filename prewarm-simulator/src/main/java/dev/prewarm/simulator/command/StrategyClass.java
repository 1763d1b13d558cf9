package dev.prewarm.simulator.command;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.workload.InvalidInputException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** A strategy of the user's, found by the name of its class. */
final class StrategyClass {
    private final Class<? extends PrewarmStrategy> type;
    private final Constructor<? extends PrewarmStrategy> constructor;

    private StrategyClass(Class<? extends PrewarmStrategy> type, Constructor<? extends PrewarmStrategy> constructor) {
        this.type = type;
        this.constructor = constructor;
    }

    /**
     * The class of that name on the class path.
     *
     * @throws InvalidInputException if there is none, or no strategy can be made of it
     */
    static StrategyClass named(String name) {
        Class<?> found = find(name);
        if (!PrewarmStrategy.class.isAssignableFrom(found)) {
            throw refused(name, "is not a " + PrewarmStrategy.class.getName());
        }
        Class<? extends PrewarmStrategy> type = found.asSubclass(PrewarmStrategy.class);
        if (Modifier.isAbstract(type.getModifiers())) {
            throw refused(name, "is abstract; a class that can be made is needed");
        }
        StrategyClass strategy = new StrategyClass(type, constructor(name, type));
        // What cannot be made is said now, not in the middle of the work.
        strategy.make();
        return strategy;
    }

    private static Class<?> find(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw refused(
                    name,
                    "is not on the class path; with yours in my.jar: java -cp prewarm-simulator.jar:my.jar "
                            + Main.class.getName() + " compare …",
                    e);
        } catch (LinkageError e) {
            throw refused(name, "cannot be loaded: " + e, e);
        }
    }

    private static Constructor<? extends PrewarmStrategy> constructor(
            String name, Class<? extends PrewarmStrategy> type) {
        try {
            if (Modifier.isPublic(type.getModifiers())) {
                return type.getConstructor();
            }
        } catch (NoSuchMethodException e) {
            throw refused(name, "has no public constructor without arguments", e);
        }
        throw refused(name, "is not public");
    }

    /** The contestant, under the class's simple name. */
    Contestant contestant() {
        return Contestant.made(type.getSimpleName(), "yours: " + type.getName(), observations -> make());
    }

    private PrewarmStrategy make() {
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw refused(type.getName(), "failed in its constructor: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw refused(type.getName(), "cannot be made: " + e.getMessage(), e);
        }
    }

    private static InvalidInputException refused(String name, String why) {
        return new InvalidInputException("--strategy-class " + name + ": " + why);
    }

    private static InvalidInputException refused(String name, String why, Throwable cause) {
        return new InvalidInputException("--strategy-class " + name + ": " + why, cause);
    }
}
