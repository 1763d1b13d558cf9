package dev.prewarm.knative.handler;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.knative.PrewarmHeaders;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The warm-up path in a servlet container: a filter that answers requests to that path as {@link WarmupHandler} does,
 * and passes all others on, after noting that they have reached the instance.
 *
 * <p>Map it to all paths. Safe for use by any thread.
 */
@SuppressWarnings("exports") // optional: the module is required by whoever uses this
public final class WarmupFilter implements Filter {
    private final Priming priming;
    private final String path;

    /**
     * A filter for an instance.
     *
     * @param path the warm-up path below the context's, such as {@code /warmup}
     */
    public WarmupFilter(Priming priming, String path) {
        this.priming = requireNonNull(priming, "priming");
        checkArgument(path.startsWith("/"), "path: \"%s\", but one that starts with a slash is needed", path);
        this.path = path;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && http.getRequestURI().equals(http.getContextPath() + path)) {
            warm(http, answer);
        } else {
            priming.arrived();
            chain.doFilter(request, response);
        }
    }

    private void warm(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        try {
            WarmupReply reply = WarmupReply.to(
                    priming, request.getHeader(PrewarmHeaders.HINT), request.getHeader(PrewarmHeaders.HOLD));
            Holding.hold(reply.hold());
            reply.headers().forEach(response::setHeader);
            response.setStatus(reply.status());
            response.setContentType("text/plain; charset=utf-8");
            response.getOutputStream().write(reply.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException("interrupted while a warm-up waited", e);
        }
    }
}
