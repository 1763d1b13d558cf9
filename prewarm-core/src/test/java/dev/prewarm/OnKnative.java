package dev.prewarm;

import java.util.concurrent.CompletionStage;

/** A client that says that Knative's autoscaler decides how many instances there are, whatever it warms. */
public record OnKnative(WarmupClient client) implements WarmupClient {
    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        return client.warmUp(request);
    }

    @Override
    public boolean scaledByKnative() {
        return true;
    }
}
