package dev.prewarm.server.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may be called, and by which of its names and addresses. */
final class ServicesTest {
    private static Target target(String name, String uri) {
        return Target.of(name, URI.create(uri));
    }

    private static Services declaring(Target... targets) {
        return new Services(List.of(targets), List.of(), List.of(), null, "shop");
    }

    /** As a flag does that names a service of the file. */
    @Test
    void ofSeveralDeclarationsOfOneNameTheLastHolds() {
        Target now = target("shop/resize", "http://new.test/");
        Services services = declaring(target("shop/resize", "http://old.test/"), now);
        assertThat(services.find("resize")).contains(now);
        assertThat(services.find("http://new.test")).contains(now);
        assertThat(services.find("http://old.test")).isEmpty();
        assertThat(services.permits(URI.create("http://old.test/warmup"))).isFalse();
    }

    @Test
    void anAddressThatANameHasGivenUpIsThatOfAnother() {
        Target other = target("shop/other", "http://old.test/");
        Services services =
                declaring(target("shop/resize", "http://old.test/"), other, target("shop/resize", "http://new.test/"));
        assertThat(services.find("http://old.test")).contains(other);
    }
}
