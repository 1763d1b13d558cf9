/**
 * Names that are not known: {@link dev.prewarm.names.NearestName} says what was probably meant. For the project's own modules.
 */
@NullMarked
package dev.prewarm.names;

import org.jspecify.annotations.NullMarked;
