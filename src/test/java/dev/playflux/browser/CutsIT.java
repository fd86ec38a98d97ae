package dev.playflux.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.room.Reply;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chromium and a server, reliably, through a proxy that cuts. {@code -Dplayflux.cuts.messages=3000} makes it longer than some
 * seconds.
 */
@Timeout(330)
class CutsIT {
    private static final int MESSAGES = Integer.getInteger("playflux.cuts.messages", 150);

    record Shop(List<Integer> handled) {
        Shop with(int n) {
            List<Integer> more = new ArrayList<>(handled);
            more.add(n);
            return new Shop(List.copyOf(more));
        }
    }

    record Seen(int handled) {}

    record Put(int n) {}

    record Price(int n) {}

    record Tell() {}

    record Deal(int n) {}

    record Pick(int n) {}

    private final Queue<Integer> picked = new ConcurrentLinkedQueue<>();

    private final Game<Shop> game = Game.named("shop", () -> new Shop(List.of()))
            .maxPlayers(1)
            .world(Seen.class, shop -> new Seen(shop.handled().size()))
            .on(Put.class, (shop, player, put) -> {
                Refused.unless(put.n() % 10 != 0, "sold_out", "none left");
                player.deliver(new Deal(put.n()));
                if (put.n() % 7 == 0) {
                    player.ask(new Pick(put.n()), Integer.class).subscribe(picked::add);
                }
                return shop.with(put.n());
            })
            .answer(Price.class, (shop, player, price) -> Reply.of(shop.with(price.n()), price.n() * 2))
            .answer(Tell.class, (shop, player, tell) -> Reply.of(shop, shop.handled()));

    @Test
    void whatIsDeliveredAskedAndAnsweredComesOnceAndInOrderHoweverOftenTheLineIsCut(@TempDir Path page)
            throws IOException {
        Files.writeString(page.resolve("index.html"), "<!doctype html><link rel='icon' href='data:,'>");
        Node.assumeInstalled();
        Node.assumeInstalled(Files.isExecutable(Node.CHROMIUM), Node.CHROMIUM.toString());
        RunningServer server = GameServer.create()
                .host("localhost")
                .port(0)
                .game(game)
                .files("/", page)
                .bindNow();
        try {
            String base = "http://localhost:" + server.port();
            String printed = Node.run(List.of("src/test/browser/cuts.mjs", base, "" + MESSAGES), Map.of());
            assertThat(picked)
                    .as(printed)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, MESSAGES)
                            .filter(n -> n % 3 != 0 && n % 10 != 0 && n % 7 == 0)
                            .flatMap(n -> IntStream.of(2 * n, 2 * n))
                            .boxed()
                            .toList());
        } finally {
            server.disposeNow();
        }
    }
}
