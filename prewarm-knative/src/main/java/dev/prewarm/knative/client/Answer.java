package dev.prewarm.knative.client;

import java.net.http.HttpHeaders;
import java.time.Duration;

/**
 * What came back for a request.
 *
 * @param status the HTTP status
 * @param headers the response's headers
 * @param text the beginning of the body where the status is not a success, else empty
 * @param waited from sending the request to the arrival of the headers
 */
record Answer(int status, HttpHeaders headers, String text, Duration waited) {}
