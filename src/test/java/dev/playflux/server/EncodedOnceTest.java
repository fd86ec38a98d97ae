package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.playflux.action.Actions;
import dev.playflux.room.Game;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What is sent to all is encoded once, however many there are. */
class EncodedOnceTest {
    private static final int PEERS = 20;

    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    /** A value that counts how often it is written. */
    private record Counted(AtomicInteger times) {
        @JsonValue
        int written() {
            return times.incrementAndGet();
        }
    }

    private static List<Peer> join(Stage stage) {
        return Stream.generate(stage::join).limit(PEERS).toList();
    }

    @Test
    void toAllConnections() {
        stage = Stage.of(server -> server.handle(Actions.on("x", String.class, (connection, all) -> Mono.never())));
        List<Peer> peers = join(stage);
        assertThat(stage.server.connections().broadcast("all", new Counted(new AtomicInteger())))
                .isEqualTo(PEERS);
        stage.settle();
        assertThat(peers).allSatisfy(peer -> assertThat(peer.texts("all")).containsExactly("1"));
    }

    @Test
    void toAllPlayersOfARoom() {
        stage = Stage.of(Game.named("plain", () -> 0L).maxPlayers(PEERS));
        List<Peer> peers = join(stage);
        stage.room().broadcast("all", new Counted(new AtomicInteger()));
        stage.settle();
        assertThat(peers).allSatisfy(peer -> assertThat(peer.texts("all")).containsExactly("1"));
    }
}
