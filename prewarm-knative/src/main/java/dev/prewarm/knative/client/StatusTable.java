package dev.prewarm.knative.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What an answer's status and text mean on Knative.
 *
 * <p>The texts are those of Knative Serving's activator and queue-proxy (releases 1.19 to 1.23). A reason quotes no text
 * that came from outside: it might carry a secret.
 */
final class StatusTable {
    private StatusTable() {}

    static Verdict read(Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return served(answer);
        } else if (status >= 300 && status < 400) {
            return redirect(status, answer.headers());
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

    private static Verdict redirect(int status, HttpHeaders headers) {
        boolean toHttps = headers.firstValue("Location")
                .map(location -> location.toLowerCase(Locale.ROOT).startsWith("https:"))
                .orElse(false);
        return Verdict.unserved(
                "redirected with " + status
                        + (toHttps
                                ? " to https, and redirects are not followed; give the target its https address"
                                : ", and redirects are not followed; give the target its final address"),
                false);
    }

    private static Verdict refused(Answer answer) {
        int status = answer.status();
        switch (status) {
            case 400:
                // A caller cannot set probe headers, but a proxy in between could.
                return answer.text().contains("unexpected probe header value")
                        ? Verdict.unserved(
                                "taken for a probe (400), which wakes nothing; does a proxy add headers?", false)
                        : served(answer);
            case 401:
            case 403:
                return Verdict.unserved(
                        "not authorized (" + status + "); does the header source give what the service asks for?",
                        false);
            case 404:
                if (answer.text().startsWith("Error getting active endpoint")) {
                    return Verdict.unserved(
                            "the activator does not know the revision (404); the address is stale", false);
                }
                return answer.text().isEmpty()
                        ? Verdict.unserved("no route to the service (404); it may have just been created", true)
                        : served(answer);
            case 408:
            case 425:
            case 429:
                return Verdict.unserved("turned away for now (" + status + ")", true);
            default:
                // Whatever the service thinks of the path or the method, it is up to say so.
                return served(answer);
        }
    }

    private static Verdict failed(Answer answer) {
        Optional<KitReply> kit = KitReply.from(answer.headers());
        if (kit.isPresent()) {
            return new Verdict.Unserved(
                    "the instance is up, but its handler answered " + answer.status() + "; the priming may have failed",
                    true,
                    true);
        }
        String text = answer.text();
        switch (answer.status()) {
            case 501:
                return served(answer);
            case 502:
                return new Verdict.Unserved("the instance could not be reached (502)", true, true);
            case 503:
                return text.startsWith("pending request queue full")
                        ? new Verdict.Unserved("the instance's queue is full (503)", true, true)
                        : Verdict.unserved("no instance to send the request to (503)", true);
            case 504:
                if (text.startsWith("activator request timeout")) {
                    return new Verdict.Unserved("no instance came up in the revision's time-out (504)", true, true);
                }
                return text.startsWith("request timeout")
                        ? Verdict.unserved(
                                "the instance is up, but the warm-up path took longer than the revision's time-out (504)",
                                false)
                        : Verdict.unserved("a gateway timed out (504)", true);
            default:
                return Verdict.unserved("answered " + answer.status(), false);
        }
    }
}
