package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.connection.Wire;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** A task for each loop: what one connection's write throws costs no other its own. */
class FanOutTest {
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private final FanOut fanOut = new FanOut();
    private final Wire wire = wire(tasks::add);

    @Test
    void whatOneLetterThrowsDoesNotLoseTheOthers() {
        fanOut.add(letter(() -> {
            throw new IllegalStateException("a held message that could not be read");
        }));
        fanOut.add(letter(() -> written.add("bob")));
        fanOut.send();
        tasks.get(0).run();
        assertThat(written).containsExactly("closed", "bob");
    }

    @Test
    void aBatchIsUsedAgainOnlyWhenItHasRun() {
        for (int turn = 0; turn < 3; turn++) {
            String name = "turn " + turn;
            fanOut.add(letter(() -> written.add(name)));
            fanOut.send();
        }
        assertThat(tasks).doesNotHaveDuplicates();
        tasks.forEach(Runnable::run);
        assertThat(written).containsExactly("turn 0", "turn 1", "turn 2");
        fanOut.add(letter(() -> written.add("again")));
        fanOut.send();
        assertThat(tasks.get(3)).isIn(tasks.subList(0, 3));
        tasks.get(3).run();
        assertThat(written).hasSize(4).endsWith("again");
    }

    private FanOut.Letter letter(Runnable write) {
        return new FanOut.Letter() {
            @Override
            public Wire wire() {
                return wire;
            }

            @Override
            public void write() {
                write.run();
            }
        };
    }

    private Wire wire(Executor loop) {
        return (Wire) Proxy.newProxyInstance(
                Wire.class.getClassLoader(), new Class<?>[] {Wire.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("loop")) {
                        return loop;
                    }
                    if (method.getName().equals("close")) {
                        written.add("closed");
                    }
                    return null;
                });
    }
}
