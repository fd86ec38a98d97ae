package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Json;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Message;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Inputs go out, whatever becomes of the connection that should have taken them. */
@Timeout(60)
class InputsTest {

    record Steer(int dx) {}

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
    private final List<Object> written = new ArrayList<>();

    @AfterEach
    void reset() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void anInputThatMeetsTheEndOfAConnectionGoesOutOnTheNext() {
        PlayerClient client = new PlayerClient(ConnectorSpec.DEFAULTS);
        List<Runnable> tasks = new ArrayList<>();
        clock.advanceTimeBy(Duration.ofSeconds(1));
        ServerInlet first = new ServerInlet(client.presence(), client.news(), wire(tasks::add), clock);
        first.message(welcome());
        client.input(new Steer(1));
        run(tasks);
        assertThat(written).hasSize(1);
        client.input(new Steer(2)); // its task waits on the loop, behind the end of the connection
        first.closed(CloseReason.GOING_AWAY);
        run(tasks);
        ServerInlet second = new ServerInlet(client.presence(), client.news(), wire(tasks::add), clock);
        second.message(welcome());
        client.input(new Steer(3));
        run(tasks);
        assertThat(written).hasSize(2);
    }

    /** One thread is slow between its number and its place: the name of its input is long. */
    @Test
    void noInputLeavesBehindALaterOneOfAnotherThread() throws InterruptedException {
        Inputs inputs = new Inputs();
        Message slow = Message.of("x".repeat(20_000_000), null);
        Message quick = Message.of("quick", null);
        Thread other = new Thread(() -> inputs.put(slow));
        other.start();
        long last = 0;
        while (inputs.put(quick) == last + 1 && other.isAlive()) {
            last++;
        }
        List<Long> left = new ArrayList<>();
        inputs.take(noting(left));
        other.join(10_000);
        inputs.take(noting(left));
        assertThat(left).containsExactly(last + 1, last + 2);
    }

    @Test
    void whatWaitsLeavesInTheOrderOfTheNumbers() {
        Inputs inputs = new Inputs();
        for (String action : List.of("steer", "aim", "steer", "jump")) {
            inputs.put(Message.of(action, null));
        }
        List<Long> left = new ArrayList<>();
        inputs.take(noting(left));
        assertThat(left).containsExactly(2L, 3L, 4L);
        assertThat(inputs.take(noting(left))).isEmpty();
    }

    /** A codec that notes the numbers of what it encodes. */
    private static Codec noting(List<Long> numbers) {
        return (Codec) Proxy.newProxyInstance(
                Codec.class.getClassLoader(), new Class<?>[] {Codec.class}, (proxy, method, arguments) -> {
                    numbers.add(((Message) arguments[0]).input());
                    return null;
                });
    }

    private static Message welcome() {
        return new Message("$welcome", Json.body(Map.of("tickMs", 50)), 0, false, 0);
    }

    private static void run(List<Runnable> tasks) {
        List<Runnable> due = List.copyOf(tasks);
        tasks.clear();
        due.forEach(Runnable::run);
    }

    private Wire wire(Executor loop) {
        return (Wire) Proxy.newProxyInstance(
                Wire.class.getClassLoader(),
                new Class<?>[] {Wire.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "loop" -> loop;
                    case "codec" -> Codec.json();
                    case "write" -> {
                        written.add(arguments[0]);
                        yield null;
                    }
                    default -> null;
                });
    }
}
