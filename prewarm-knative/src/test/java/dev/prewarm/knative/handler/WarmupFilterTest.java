package dev.prewarm.knative.handler;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The filter against the servlet API, whose objects are made of what the filter is allowed to use. */
final class WarmupFilterTest {
    private final Priming priming = Priming.builder("resize-1").build();
    private final WarmupFilter filter = new WarmupFilter(priming, "/warmup");
    private final AtomicInteger passed = new AtomicInteger();
    private final FilterChain chain = (request, response) -> passed.incrementAndGet();
    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;

    private void call(String path) throws Exception {
        filter.doFilter(request(path), response(), chain);
    }

    @Test
    void theWarmupPathIsAnswered() throws Exception {
        call("/shop/warmup");
        assertThat(status).isEqualTo(200);
        assertThat(headers)
                .containsEntry("Prewarm-Instance", "resize-1")
                .containsEntry("Prewarm-First-Request", "true");
        assertThat(body.toString(StandardCharsets.UTF_8)).isEqualTo("warm\n");
        assertThat(passed).hasValue(0);
    }

    @Test
    void otherPathsArePassedOnAndCountAsArrivals() throws Exception {
        call("/shop/resize");
        assertThat(passed).hasValue(1);
        call("/shop/warmup");
        assertThat(headers).containsEntry("Prewarm-First-Request", "false");
    }

    private static HttpServletRequest request(String path) {
        return proxy(HttpServletRequest.class, (self, method, arguments) -> switch (method.getName()) {
            case "getRequestURI" -> path;
            case "getContextPath" -> "/shop";
            case "getHeader" -> null;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private HttpServletResponse response() {
        return proxy(HttpServletResponse.class, (self, method, arguments) -> {
            switch (method.getName()) {
                case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
                case "setStatus" -> status = (int) arguments[0];
                case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
                case "getOutputStream" -> {
                    return output();
                }
                default -> throw new UnsupportedOperationException(method.getName());
            }
            return null;
        });
    }

    private ServletOutputStream output() {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException("only blocking writes");
            }

            @Override
            public void write(int b) {
                body.write(b);
            }
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
