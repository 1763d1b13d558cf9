package dev.prewarm.temporal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which service an activity calls: on a method of an activity interface, or on the interface for all its methods.
 *
 * @see ActivityTargets.Builder#annotated
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface CallsTarget {
    /** The name of the target. */
    String value();
}
