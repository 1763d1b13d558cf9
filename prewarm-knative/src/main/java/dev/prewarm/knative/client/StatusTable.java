package dev.prewarm.knative.client;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What an answer's status and text mean on Knative: whatever an instance answers shows that it is up; what the activator,
 * the queue-proxy, an ingress or a proxy on the way answers in its stead does not.
 *
 * <p>The texts are those of Knative Serving's activator and queue-proxy (releases 1.15 to 1.23). A reason quotes no text
 * that came from outside: it might carry a secret.
 */
final class StatusTable {
    /** How the text of a 502 begins that a proxy writes when the instance did speak, but not in a way it understands. */
    private static final ImmutableList<String> SPOKE = ImmutableList.of(
            "stream error:", "http2:", "malformed HTTP", "net/http: HTTP/1.x transport connection broken");

    private StatusTable() {}

    static Verdict read(Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return served(answer);
        } else if (status >= 300 && status < 400) {
            return redirected(answer);
        } else if (status >= 400 && status < 500) {
            return refused(answer);
        }
        return failed(answer);
    }

    private static Verdict served(Answer answer) {
        Optional<KitReply> kit = KitReply.from(answer.headers());
        Duration held = kit.map(KitReply::held).orElse(Duration.ZERO);
        Duration waited = answer.waited().minus(held);
        // More than the whole wait cannot be true; then nothing of it is believed.
        return new Verdict.Served(waited.isNegative() ? answer.waited() : waited, kit);
    }

    /** An instance redirects to another path or to a login; a front, to https. */
    private static Verdict redirected(Answer answer) {
        Origin origin = Origin.of(answer.headers());
        boolean toHttps = answer.headers()
                .firstValue("Location")
                .map(location -> location.toLowerCase(Locale.ROOT).startsWith("https:"))
                .orElse(false);
        if (origin == Origin.UPSTREAM || (origin == Origin.DIALLED && !toHttps)) {
            return served(answer);
        }
        return Verdict.unserved(
                "redirected with " + answer.status()
                        + (toHttps
                                ? " to https, and redirects are not followed; give the target its https address"
                                : ", and redirects are not followed; give the target its final address"),
                false);
    }

    private static Verdict refused(Answer answer) {
        int status = answer.status();
        Origin origin = Origin.of(answer.headers());
        if (status == 400 && answer.text().contains("unexpected probe header value")) {
            // A caller cannot set probe headers, but a proxy in between could.
            return Verdict.unserved("taken for a probe (400), which wakes nothing; does a proxy add headers?", false);
        } else if (status == 404 && answer.text().startsWith("Error getting active endpoint")) {
            return Verdict.unserved("the activator does not know the revision (404); the address is stale", false);
        } else if (status == 407) {
            return Verdict.unserved("a proxy on the way asks for credentials (407)", false);
        } else if (origin == Origin.UPSTREAM) {
            return served(answer);
        } else if (status == 408 || status == 425 || status == 429) {
            return turnedAway("turned away for now (" + status + ")", answer);
        } else if (origin == Origin.DIALLED) {
            // Whatever the service thinks of the path, the method or the caller, it is up to say so.
            return served(answer);
        }
        return ofFront(answer);
    }

    private static Verdict ofFront(Answer answer) {
        return switch (answer.status()) {
            case 401, 403 ->
                Verdict.unserved(
                        "not authorized (" + answer.status()
                                + "); does the header source give what the service asks for?",
                        false);
            case 404 ->
                answer.text().isEmpty()
                        ? Verdict.unserved("no route to the service (404); it may have just been created", true)
                        : Verdict.unserved("the ingress knows no such service (404)", false);
            default -> Verdict.unserved("answered " + answer.status() + " by the ingress", false);
        };
    }

    private static Verdict failed(Answer answer) {
        Optional<KitReply> kit = KitReply.from(answer.headers());
        if (kit.isPresent()) {
            return new Verdict.Unserved(
                    "the instance is up, but its handler answered " + answer.status() + "; the priming may have failed",
                    Retry.after(pause(answer)),
                    true);
        }
        return switch (answer.status()) {
            case 502 -> badGateway(answer);
            case 503 -> unavailable(answer);
            case 504 -> timedOut(answer);
            case 511 -> Verdict.unserved("a network on the way asks for a login (511)", false);
            default -> brokenOff(answer);
        };
    }

    /** An instance that fails says something; the activator's own 500 is empty. */
    private static Verdict brokenOff(Answer answer) {
        boolean ofInstance = Origin.of(answer.headers()) != Origin.FRONT
                && (answer.status() == 501 || !answer.text().isEmpty());
        return ofInstance ? served(answer) : Verdict.unserved("answered " + answer.status(), false);
    }

    private static Verdict badGateway(Answer answer) {
        return SPOKE.stream().anyMatch(answer.text()::startsWith)
                ? served(answer)
                : new Verdict.Unserved("the instance could not be reached (502)", Retry.after(pause(answer)), true);
    }

    private static Verdict unavailable(Answer answer) {
        return answer.text().startsWith("pending request queue full")
                ? new Verdict.Unserved("the instance's queue is full (503)", Retry.after(pause(answer)), true)
                : turnedAway("no instance to send the request to (503)", answer);
    }

    /** After a time-out of minutes, the next request is the last one that may help. */
    private static Verdict timedOut(Answer answer) {
        if (answer.text().startsWith("activator request timeout")) {
            return new Verdict.Unserved(
                    "no instance came up in the revision's time-out, or the warm-up path takes longer than that (504)",
                    Retry.once(pause(answer)),
                    true);
        }
        return answer.text().startsWith("request timeout")
                ? Verdict.unserved(
                        "the instance is up, but the warm-up path took longer than the revision's time-out (504)",
                        false)
                : new Verdict.Unserved("a gateway timed out (504)", Retry.once(pause(answer)), false);
    }

    private static Verdict turnedAway(String reason, Answer answer) {
        return new Verdict.Unserved(reason, Retry.after(pause(answer)), false);
    }

    private static Duration pause(Answer answer) {
        return RetryAfter.read(answer.headers());
    }
}
