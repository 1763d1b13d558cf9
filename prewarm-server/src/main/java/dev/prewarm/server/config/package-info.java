/**
 * The server's settings: a YAML file, environment variables over it, flags over both, as {@link
 * dev.prewarm.server.config.ConfigLoader} puts them together.
 */
@NullMarked
package dev.prewarm.server.config;

import org.jspecify.annotations.NullMarked;
