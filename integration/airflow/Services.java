import com.sun.net.httpserver.HttpServer;
import dev.prewarm.testing.knative.Autoscaling;
import dev.prewarm.testing.knative.MockKnative;
import dev.prewarm.testing.knative.ServiceSettings;
import dev.prewarm.testing.knative.ServiceStats;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The services that the DAGs call: MockKnative on ports that are known beforehand, and their books as JSON at {@code GET /books} of the first port.
 *
 * <p>Arguments: that port; retention in seconds; then one a service, {@code name:coldStart:work:concurrency} with seconds, on the ports after the first.
 * Runs until it is ended.
 */
final class Services {
    private Services() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        Autoscaling autoscaling = Autoscaling.ideal(seconds(args[1]));
        MockKnative.Builder builder = MockKnative.builder().firstPort(port + 1);
        List<String> names = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            String[] part = args[i].split(":");
            builder.service(
                    ServiceSettings.builder(part[0])
                            .podStart(seconds(part[1]))
                            .containerConcurrency(Integer.parseInt(part[3]))
                            .autoscaling(autoscaling)
                            .build(),
                    seconds(part[2]));
            names.add(part[0]);
        }
        MockKnative knative = builder.start();
        HttpServer books = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        books.createContext("/books", exchange -> {
            byte[] body = books(knative, names).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        books.start();
        System.out.println("ready");
    }

    private static Duration seconds(String text) {
        return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
    }

    /** What has happened, as if nobody called any more from now on; and the pods that are there now. */
    private static String books(MockKnative knative, List<String> names) {
        List<String> entries = new ArrayList<>();
        for (String name : names) {
            int pods = knative.stats(name).podsReady() + knative.stats(name).podsStarting();
            ServiceStats settled = knative.settledStats(name);
            entries.add(String.format(
                    "\"%s\":{\"pods\":%d,\"calls\":%d,\"warmUps\":%d,\"coldStartsMet\":%d,\"coldWait\":%.3f,\"podsByWork\":%d,\"podsByWarmUp\":%d,\"idle\":%.3f,\"wasted\":%.3f}",
                    name,
                    pods,
                    settled.workServed(),
                    settled.warmUpsServed(),
                    settled.coldStartsMet(),
                    settled.coldWait().toNanos() / 1e9,
                    settled.podsByWork(),
                    settled.podsByWarmUp(),
                    settled.idle().toNanos() / 1e9,
                    settled.wasted().toNanos() / 1e9));
        }
        return "{" + String.join(",", entries) + "}";
    }
}
