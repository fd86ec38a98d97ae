package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Encoded;
import dev.playflux.connection.Wire;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** A task for each loop: what one connection's write throws costs no other its own. */
class FanOutTest {

    @Test
    void whatOneLetterThrowsDoesNotLoseTheOthers() {
        List<Runnable> tasks = new ArrayList<>();
        List<String> written = new ArrayList<>();
        Executor loop = tasks::add;
        FanOut fanOut = new FanOut();
        fanOut.add(wire(loop, () -> {}), List.of(Encoded.of(new byte[1])), () -> {
            throw new IllegalStateException("a held message that could not be read");
        });
        fanOut.add(wire(loop, () -> written.add("bob")), List.of(Encoded.of(new byte[1])), () -> written.add("then"));
        fanOut.send();
        try {
            tasks.get(0).run();
        } catch (IllegalStateException escaped) {
            // Netty would log it
        }
        assertThat(written).containsExactly("bob", "then");
    }

    private static Wire wire(Executor loop, Runnable write) {
        return (Wire) Proxy.newProxyInstance(
                Wire.class.getClassLoader(), new Class<?>[] {Wire.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("loop")) {
                        return loop;
                    }
                    if (method.getName().equals("write")) {
                        write.run();
                    }
                    return null;
                });
    }
}
