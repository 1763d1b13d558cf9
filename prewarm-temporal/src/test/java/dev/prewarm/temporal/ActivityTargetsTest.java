package dev.prewarm.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Target;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActivityTargetsTest {
    private static final Target STORE = Target.of("store", URI.create("http://store.example.org"));

    @Test
    void areFoundByTypeAnnotationAndResolver() {
        ActivityTargets targets = ActivityTargets.builder()
                .target("Keep", STORE)
                .annotated(Orders.Calls.class, name -> Target.of(name, URI.create("http://" + name + ".example.org")))
                .resolver(type -> type.equals("Other") ? Optional.of(STORE) : Optional.empty())
                .build();

        assertThat(targets.find("Keep")).contains(STORE);
        assertThat(targets.find("Resize").map(Target::name)).contains("resizer");
        assertThat(targets.find("Flaky")).isEmpty();
        assertThat(targets.find("Other")).contains(STORE);
    }

    @Test
    void refuseWhatContradictsItself() {
        ActivityTargets.Builder builder = ActivityTargets.builder().target("Store", STORE);

        assertThatThrownBy(() -> builder.target("Store", Target.of("other", URI.create("http://other.example.org"))))
                .hasMessage("activity type Store is given two targets: store (http://store.example.org) and other"
                        + " (http://other.example.org)");
        assertThatThrownBy(() -> builder.target(" ", STORE)).hasMessageContaining("blank activity type");
        assertThatThrownBy(() -> builder.annotated(Orders.Calls.class, name -> null))
                .hasMessageContaining("but there is no target of that name");
        assertThatThrownBy(() -> builder.annotated(String.class, name -> STORE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
