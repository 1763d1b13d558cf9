/**
 * Tests against a real API server, which {@code .ci/api-server} starts: only with {@code -Papi-server}, and with what that
 * script prints in the environment.
 */
package dev.prewarm.knative.apiserver;
