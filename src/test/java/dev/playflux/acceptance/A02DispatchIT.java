package dev.playflux.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.action.Actions;
import dev.playflux.codec.Hex;
import dev.playflux.connection.Connection;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.RawClient;
import dev.playflux.server.SocketTest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A02: a message reaches the handler of its action and no other; one that has none, or is no message, is refused alone. */
class A02DispatchIT extends SocketTest {
    private final Queue<String> handled = new ConcurrentLinkedQueue<>();

    record Walk(int steps) {}

    record Talk(String text) {}

    /** Who handles messages. */
    enum Place {
        A_ROOM,
        A_CONNECTION
    }

    private int serve(Place place, boolean otherwise) {
        GameServer server = GameServer.create();
        return serve(place == Place.A_ROOM ? server.game(game(otherwise)) : server.handle(actions(otherwise)))
                .port();
    }

    private Game<Integer> game(boolean otherwise) {
        Game<Integer> game = Game.named("dispatch", () -> 0)
                .on(Walk.class, (steps, player, walk) -> {
                    handled.add("walk " + walk.steps());
                    return steps + walk.steps();
                })
                .run(Talk.class, (player, talk) -> handled.add("talk " + talk.text()));
        return otherwise ? game.otherwise((player, message) -> handled.add("other " + message.action())) : game;
    }

    private Actions<Connection> actions(boolean otherwise) {
        Actions<Connection> actions = Actions.on(
                        Walk.class, (connection, walks) -> walks.doOnNext(walk -> handled.add("walk " + walk.steps())))
                .and(Talk.class, (connection, talks) -> talks.doOnNext(talk -> handled.add("talk " + talk.text())));
        return otherwise
                ? actions.otherwise((connection, messages) ->
                        messages.doOnNext(message -> handled.add("other " + message.action())))
                : actions;
    }

    private void refuses(RawClient client, String... codes) {
        for (String code : codes) {
            RawClient.Refusal refusal = client.refusal();
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.fatal()).isFalse();
            assertThat(refusal.action()).isEqualTo(code.equals("unknown_action") ? "fly" : null);
        }
        List<String> reached = List.of("walk 1", "talk a", "walk 2", "talk b");
        eventually(() -> assertThat(handled).containsExactlyElementsOf(reached));
    }

    @ParameterizedTest
    @EnumSource
    void inJsonEachReachesItsHandlerAndTheRestIsRefused(Place place) {
        RawClient client = closing(RawClient.welcome(serve(place, false)));
        client.say("[{\"action\":\"walk\",\"data\":{\"steps\":1}},{\"action\":\"talk\",\"data\":{\"text\":\"a\"}},"
                + "{\"action\":\"fly\",\"data\":{\"steps\":7}},{\"data\":{\"steps\":7}},[\"walk\",{\"steps\":7}],"
                + "\"walk\",7,null,{\"action\":\"walk\",\"data\":{\"steps\":2}}]");
        client.say("\"walk\"");
        client.say("{\"action\":\"talk\",\"data\":{\"text\":\"b\"}}");
        refuses(
                client,
                "unknown_action",
                "bad_message",
                "bad_message",
                "bad_message",
                "bad_message",
                "bad_message",
                "bad_message");
    }

    @ParameterizedTest
    @EnumSource
    void inCborEachReachesItsHandlerAndTheRestIsRefused(Place place) {
        RawClient client = closing(RawClient.binary(serve(place, false), "{}"));
        client.say("[{\"action\":\"walk\",\"data\":{\"steps\":1}},{\"action\":\"talk\",\"data\":{\"text\":\"a\"}}]");
        client.send(Hex.bytes(
                "010682 63666c79 07" // fly
                        + "010382 f607" // nothing for an action
                        + "010281 07" // an action that is a number, alone
                        + "0105 6477616c6b" // a text
                        + "010107" // a number
                        + "0101f6")); // nothing
        client.say("[{\"action\":\"walk\",\"data\":{\"steps\":2}},{\"action\":\"talk\",\"data\":{\"text\":\"b\"}}]");
        refuses(client, "unknown_action", "bad_message", "bad_message", "bad_message", "bad_message", "bad_message");
    }

    @ParameterizedTest
    @EnumSource
    void whatHasNoHandlerOfItsOwnReachesTheRest(Place place) {
        RawClient client = closing(RawClient.welcome(serve(place, true)));
        client.say("[{\"action\":\"walk\",\"data\":{\"steps\":1}},{\"action\":\"fly\"},{},"
                + "{\"action\":\"$welcome\"},{\"action\":\"disconnected\"}]");
        eventually(() -> assertThat(handled).containsExactly("walk 1", "other fly", "other disconnected"));
        assertThat(client.refusal().code()).isEqualTo("bad_message");
        assertThat(client.refusal().code()).isEqualTo("reserved_action");
    }
}
