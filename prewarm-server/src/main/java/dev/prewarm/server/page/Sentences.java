package dev.prewarm.server.page;

import dev.prewarm.Decision;
import java.time.Duration;
import java.util.Locale;

/** Says a decision in a sentence. */
final class Sentences {
    private Sentences() {}

    static String of(Decision decision) {
        String target = decision.target();
        String task = decision.task();
        String span = decision.span().map(Sentences::seconds).orElse("");
        String many = (decision.instances() > 1) ? decision.instances() + " instances of " : "";
        String what = switch (decision.kind()) {
            case PLANNED -> "Will warm " + many + target + " for " + task + (span.isEmpty() ? "" : " in " + span);
            case REFUSED -> "Leaves " + target + " as it is for " + task;
            case CANCELLED -> "Will not warm " + target + " for " + task + " after all";
            case SUPPRESSED -> "No need to warm " + target + " for " + task;
            case DROPPED -> "Did not get to warm " + target + " for " + task;
            case SENT -> "Warms " + many + target + " for " + task;
            case USED -> task + " found " + target + " warm" + (span.isEmpty() ? "" : ", ready " + span + " before");
            case LATE ->
                task + " came before " + target + " was ready"
                        + (span.isEmpty() ? "" : "; " + span + " of the cold start were saved");
            case WASTED -> "Nothing used what was warmed of " + target + " for " + task;
            case FAILED -> "Warming " + target + " for " + task + " failed";
        };
        String why = decision.reason().sentence();
        return what + (why.isEmpty() ? "." : ": " + why + ".");
    }

    private static String seconds(Duration span) {
        return String.format(Locale.ROOT, "%.2f s", span.toNanos() / 1e9);
    }
}
