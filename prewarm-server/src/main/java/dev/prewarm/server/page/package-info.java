/** What people and programs see of the server: the page, the JSON behind it, metrics, health. */
@NullMarked
package dev.prewarm.server.page;

import org.jspecify.annotations.NullMarked;
