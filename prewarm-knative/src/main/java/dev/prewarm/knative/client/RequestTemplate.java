package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.CharMatcher;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.knative.PrewarmHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the HTTP request of a warm-up. Its complaints carry no header's value. */
final class RequestTemplate {
    private static final int LONGEST_HINT = 1_024;
    private static final int MOST_PLAIN = 4_096;
    private static final String AGENT = "prewarm";
    private static final String ENCODE = "the warm-up path has characters that must be percent-encoded";

    private final Predicate<URI> allowed;
    private final Addressing addressing;
    private final Function<Target, String> path;
    private final @Nullable HeaderSource headers;
    private final Function<WarmupRequest, Optional<String>> hint;
    /** The same targets are warmed again and again; those not used for longest make room. */
    private final Cache<Place, HttpRequest> plain =
            CacheBuilder.newBuilder().maximumSize(MOST_PLAIN).build();

    RequestTemplate(
            Predicate<URI> allowed,
            Addressing addressing,
            Function<Target, String> path,
            @Nullable HeaderSource headers,
            Function<WarmupRequest, Optional<String>> hint) {
        this.allowed = allowed;
        this.addressing = addressing;
        this.path = path;
        this.headers = headers;
        this.hint = hint;
    }

    /** Whether making a request asks the caller for headers, and so may block. */
    boolean mayBlock() {
        return headers != null;
    }

    /**
     * A bodyless GET.
     *
     * @param hold for how long the service is asked to hold the answer back; null for not at all
     * @throws IllegalArgumentException if something is not allowed
     */
    HttpRequest make(WarmupRequest request, @Nullable String hold) {
        Target target = request.target();
        checkArgument(
                ask("the list of allowed addresses", () -> allowed.test(target.uri())),
                "the address of %s is not on the list of allowed ones",
                target.name());
        Place place = new Place(
                ask("the addressing", () -> addressing.address(target)),
                ask("the warm-up path", () -> path.apply(target)));
        Optional<String> hint = ask("the hint", () -> this.hint.apply(request));
        HttpRequest plain = plain(place);
        HeaderSource source = headers;
        if (source == null && hold == null && hint.isEmpty()) {
            return plain;
        }
        HttpRequest.Builder builder = HttpRequest.newBuilder(plain.uri());
        builder.setHeader("User-Agent", AGENT);
        if (source != null) {
            addCallers(builder, ask("the header source", () -> copy(source.headers(request))));
        }
        addOwn(builder, place.address());
        if (hold != null) {
            builder.setHeader(PrewarmHeaders.HOLD, hold);
        }
        hint.ifPresent(text -> addHint(builder, text));
        return builder.build();
    }

    /** The request to a place if there is nothing to add; immutable, so that one does for all warm-ups. */
    private HttpRequest plain(Place place) {
        HttpRequest known = plain.getIfPresent(place);
        if (known != null) {
            return known;
        }
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(withPath(place.address().uri(), place.path()));
        builder.setHeader("User-Agent", AGENT);
        addOwn(builder, place.address());
        HttpRequest made = builder.build();
        plain.put(place, made);
        return made;
    }

    private static void addOwn(HttpRequest.Builder builder, Addressing.Address address) {
        address.headers().forEach((name, value) -> {
            HeaderRules.checkAddressing(name, value);
            builder.setHeader(name, value);
        });
        builder.setHeader(PrewarmHeaders.WARMUP, "1");
    }

    private static void addHint(HttpRequest.Builder builder, String hint) {
        HeaderRules.checkValue(PrewarmHeaders.HINT, hint);
        checkArgument(
                hint.length() <= LONGEST_HINT,
                "the hint has %s characters, but %s are allowed",
                hint.length(),
                LONGEST_HINT);
        builder.setHeader(PrewarmHeaders.HINT, hint);
    }

    /** Asks the caller's code, whose exceptions are not quoted: they may carry a secret. */
    private static <T> T ask(String what, Supplier<@Nullable T> question) {
        T answer;
        try {
            answer = question.get();
        } catch (Throwable t) {
            throw new IllegalArgumentException(what + " threw " + t.getClass().getName());
        }
        checkArgument(answer != null, "%s gave null", what);
        return answer;
    }

    private static void addCallers(HttpRequest.Builder builder, Map<String, String> headers) {
        checkArgument(
                headers.size() <= HeaderRules.MOST,
                "the header source gave %s headers, but %s are allowed",
                headers.size(),
                HeaderRules.MOST);
        // Whatever the compiler promises of the caller's map.
        for (Map.Entry<?, ?> header : headers.entrySet()) {
            if (!(header.getKey() instanceof String name) || !(header.getValue() instanceof String value)) {
                throw new IllegalArgumentException("the header source gave a name or a value that is no string");
            }
            HeaderRules.checkCallers(name, value);
            builder.setHeader(name, value);
        }
    }

    private static @Nullable Map<String, String> copy(@Nullable Map<String, String> headers) {
        return (headers == null) ? null : new LinkedHashMap<>(headers);
    }

    private record Place(Addressing.Address address, String path) {}

    /**
     * The path below that of the target's own address, if it has one: behind a gateway it is the path that tells one function
     * from another.
     */
    static String below(URI target, String path) {
        String own = (target.getRawPath() == null) ? "" : target.getRawPath();
        int end = own.length();
        while (end > 0 && own.charAt(end - 1) == '/') {
            end--;
        }
        return own.substring(0, end) + path;
    }

    /** The address with the path, which may have a query, but must not lead to another host. */
    static URI withPath(URI address, String path) {
        checkPath(path);
        return URI.create(address.getScheme() + "://" + address.getRawAuthority() + path);
    }

    /** @throws IllegalArgumentException if the path is none, or leads elsewhere */
    static void checkPath(String path) {
        checkArgument(
                path.startsWith("/") && !path.startsWith("//") && path.indexOf('#') < 0 && path.indexOf('\\') < 0,
                "the warm-up path must start with one slash, and have no fragment and no backslash");
        try {
            // A URI may have letters of all languages, a request's first line may not.
            checkArgument(CharMatcher.ascii().matchesAllOf(new URI(path).toString()), ENCODE);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(ENCODE, e);
        }
    }
}
