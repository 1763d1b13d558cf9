package dev.prewarm.examples;

import dev.prewarm.shape.LearnedWorkflows;
import dev.prewarm.shape.ObservedRun;
import dev.prewarm.shape.Step;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Tells of the routes of a Camel context: each exchange that enters a route is a run, and what it sends to a service is a step. The
 * parts of a multicast belong to the exchange that they came from, by its correlation id.
 *
 * <p>Camel's events need a time: {@code getManagementStrategy().getEventFactory().setTimestampEnabled(true)}.
 */
final class CamelWatcher extends EventNotifierSupport {
    private final LearnedWorkflows workflows;
    private final Function<Endpoint, Optional<String>> kinds;
    private final Map<String, Route> routes = new ConcurrentHashMap<>();

    /** @param kinds which service an endpoint is, if any: the kind of a step */
    CamelWatcher(LearnedWorkflows workflows, Function<Endpoint, Optional<String>> kinds) {
        this.workflows = workflows;
        this.kinds = kinds;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        Exchange exchange = ((ExchangeEvent) event).getExchange();
        String root = exchange.getProperty(Exchange.CORRELATION_ID, exchange.getExchangeId(), String.class);
        Instant at = Instant.ofEpochMilli(event.getTimestamp());
        if (event instanceof ExchangeSendingEvent sending) {
            kinds.apply(sending.getEndpoint())
                    .ifPresent(kind -> routes.computeIfAbsent(root, id -> new Route(exchange, id, at))
                            .sending(kind, exchange, at));
        } else if (event instanceof ExchangeSentEvent sent) {
            Route route = routes.get(root);
            if (route != null) {
                kinds.apply(sent.getEndpoint()).ifPresent(kind -> route.sent(kind, exchange, at));
            }
        } else if ((event instanceof ExchangeCompletedEvent || event instanceof ExchangeFailedEvent)
                && root.equals(exchange.getExchangeId())) {
            Route route = routes.remove(root);
            if (route != null) {
                route.ended(at);
            }
        }
    }

    /** An exchange on its way. Its parts may go on in parallel, so that events come one at a time only here. */
    private final class Route {
        private final ObservedRun run;
        private final Map<String, Step> open = new HashMap<>();

        Route(Exchange exchange, String id, Instant at) {
            run = workflows.run("camel/" + exchange.getFromRouteId(), id, at);
        }

        synchronized void sending(String kind, Exchange exchange, Instant at) {
            run.moment(at);
            open.put(exchange.getExchangeId() + kind, run.started(kind));
        }

        synchronized void sent(String kind, Exchange exchange, Instant at) {
            Step step = open.remove(exchange.getExchangeId() + kind);
            if (step != null) {
                run.moment(at);
                Exception cause = exchange.getException();
                if (cause == null) {
                    run.finished(step);
                } else {
                    run.failed(step, cause);
                }
            }
        }

        synchronized void ended(Instant at) {
            run.moment(at);
            run.end();
        }
    }
}
