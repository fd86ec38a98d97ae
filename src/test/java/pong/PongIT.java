package pong;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.client.GameClient;
import dev.playflux.client.GameConnector;
import dev.playflux.message.Failure;
import dev.playflux.server.GameServer;
import dev.playflux.server.RunningServer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A match over sockets; to one point, since a test shall be quick. */
@Timeout(60)
class PongIT {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private RunningServer server;

    @BeforeEach
    void serve() {
        server = GameServer.create()
                .host("localhost")
                .port(0)
                .game(PongGame.game(1))
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    /** Ada flees from the ball, Bob runs after it, Cleo watches. */
    @Test
    void twoPlayToTheEndAndAnotherGameWhileAThirdSeesTheSame() {
        GameClient ada = connector().game("pong").connectNow();
        GameClient bob = connector().room(room(ada)).connectNow();
        GameClient cleo = connector().room(room(ada)).spectate().connectNow();
        assertThat(cleo.player()).isNull();
        steer(ada, ball -> (ball.dx() < 0 ? arriving(ball) : ball.y()) < 200 ? 400 : 0);
        steer(bob, ball -> ball.dx() > 0 ? arriving(ball) : ball.y());

        assertThat(Flux.just(ada, bob, cleo).flatMap(PongIT::end).collectList().block(LONGEST))
                .hasSize(3)
                .allSatisfy(court -> {
                    assertThat(court.winner()).isEqualTo(Side.RIGHT);
                    assertThat(court.left().id()).isEqualTo(ada.player());
                    assertThat(court.left().score()).isZero();
                    assertThat(court.right().id()).isEqualTo(bob.player());
                    assertThat(court.right().score()).isEqualTo(1);
                });

        Mono<Failure> refused = cleo.errors().next().cache();
        refused.subscribe();
        cleo.send(new PongGame.Again());
        assertThat(Objects.requireNonNull(refused.block(LONGEST)).code()).isEqualTo(Failure.NOT_ALLOWED);
        ada.deliver(new PongGame.Again()).block(LONGEST);
        bob.deliver(new PongGame.Again()).block(LONGEST);
        Court next = cleo.states(Court.class).filter(Court::playing).blockFirst(LONGEST);
        assertThat(Objects.requireNonNull(next).right().score()).isZero();

        ada.closeNow();
        assertThat(bob.states(Court.class)
                        .filter(court -> court.winner() != null && court.left() == null)
                        .blockFirst(LONGEST))
                .isNotNull();
        bob.closeNow();
        cleo.closeNow();
    }

    private static Mono<Court> end(GameClient client) {
        return client.states(Court.class)
                .filter(court -> court.winner() != null)
                .next();
    }

    /** How high the ball will be at the paddle that it flies to. */
    private static double arriving(Ball ball) {
        return ball.flown(ball.timeToPaddle()).y();
    }

    private static void steer(GameClient client, ToDoubleFunction<Ball> way) {
        client.states(Court.class)
                .map(court -> way.applyAsDouble(court.ball()))
                .distinctUntilChanged()
                .subscribe(y -> client.input(new PongGame.Aim(y)));
    }

    private static String room(GameClient client) {
        return Objects.requireNonNull(client.room());
    }

    private GameConnector connector() {
        return GameClient.create().uri("ws://localhost:" + server.port() + "/play");
    }
}
