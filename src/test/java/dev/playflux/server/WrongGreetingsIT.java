package dev.playflux.server;

import static dev.playflux.transport.RawSocket.FIN;
import static dev.playflux.transport.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playflux.message.Limits;
import dev.playflux.room.Game;
import dev.playflux.transport.RawSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A client begins wrong, or asks for what it cannot have. */
class WrongGreetingsIT extends SocketTest {
    private RunningServer server;
    private int port;

    @BeforeEach
    void listen() {
        listen(GameServer.create().game(Board.GAME));
    }

    private void listen(GameServer definition) {
        server = serve(definition);
        port = server.port();
    }

    @AfterEach
    void theNextOneIsServed() {
        servesSomebodyNew(port);
    }

    private RawClient silent() {
        return closing(RawClient.silent(port));
    }

    private static String hello(String data) {
        return "{\"action\":\"$hello\",\"data\":" + data + "}";
    }

    /** Says hello, and gets a fatal refusal and a close. */
    private RawClient.Refusal refused(String hello, String code, int close) {
        RawClient client = silent();
        client.say(hello(hello));
        RawClient.Refusal refusal = RawClient.Refusal.of(client.next().path("data"));
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.fatal()).isTrue();
        assertThat(client.closeCode()).isEqualTo(close);
        return refusal;
    }

    @Test
    void whoSaysNothingForFiveSecondsIsClosed() {
        long start = System.nanoTime();
        RawClient client = silent();
        assertThat(client.closeCode()).isEqualTo(4000);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(4500), Duration.ofMillis(8000));
    }

    @Test
    void halfAHelloIsNoHello() throws IOException {
        listen(GameServer.create().game(Board.GAME).limits(Limits.DEFAULTS.withHello(Duration.ofSeconds(1))));
        RawClient client = silent();
        client.socket().frame(TEXT, "{\"action\":");
        client.socket().frame(FIN | RawSocket.PING, "");
        assertThat(client.closeCode()).isEqualTo(4000);
    }

    @Test
    void whoSaidHelloInTimeIsNotClosedLater() {
        listen(GameServer.create().game(Board.GAME).limits(Limits.DEFAULTS.withHello(Duration.ofSeconds(1))));
        RawClient client = closing(RawClient.welcome(port));
        await().pollDelay(Duration.ofMillis(1400)).until(() -> true);
        client.say(Board.say("still there"));
        client.next("said");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{\"action\":\"$hello\"",
                "[]",
                "{\"data\":{}}",
                "{\"action\":\"$hello\",\"action\":\"$hello\"}",
                "{\"action\":\"say\",\"data\":{\"text\":\"a\"}}",
                "{\"action\":\"hello\"}",
                "{\"action\":\"$ping\",\"data\":{\"t\":1}}",
                "{\"action\":\"$bye\"}",
                "{\"action\":\"$ack\",\"data\":{\"tick\":1}}",
                "[{\"action\":\"$ping\",\"data\":{\"t\":1}},{\"action\":\"$hello\"}]",
                "[1,{\"action\":\"$hello\"}]",
            })
    void whatIsNoHelloIsClosedWithoutAWelcome(String text) {
        RawClient client = silent();
        client.say(text);
        assertThat(client.closeCode()).isEqualTo(1002);
        assertThat(client.unread()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$welcome", "$nope"})
    void aReservedActionIsNoHello(String action) {
        RawClient client = silent();
        client.say("{\"action\":\"" + action + "\"}");
        assertThat(client.closeCode()).isEqualTo(1002);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"board\" | ''",
                "[] | ''",
                "5 | ''",
                "{\"game\":5} | game",
                "{\"game\":{}} | game",
                "{\"room\":[]} | room",
                "{\"spectate\":\"yes\"} | spectate",
                "{\"acks\":1} | acks",
                "{\"resume\":\"token\"} | resume",
                "{\"token\":{}} | token",
                "{\"client\":5} | client",
            })
    void aHelloOfTheWrongTypesIsBadData(String data, String field) {
        assertThat(refused(data, "bad_data", 1002).message()).contains(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chess", "", "Board", "__proto__", "$hello"})
    void anUnknownGameIsNotFound(String game) {
        refused("{\"game\":\"" + game + "\"}", "room_not_found", 4005);
    }

    @Test
    void aRoomOfTwoGamesHasToBeNamed() {
        listen(GameServer.create().game(Board.GAME).game(Game.named("chess", () -> 1)));
        refused("{}", "room_not_found", 4005);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"room\":\"nowhere\"}", "{\"room\":\"\"}", "{\"game\":\"board\",\"room\":\"nowhere\"}"})
    void anUnknownRoomIsNotFound(String hello) {
        refused(hello, "room_not_found", 4005);
    }

    @Test
    void aFullRoomIsFullForWhoNamesItAndAnotherOpensForWhoDoesNot() {
        listen(GameServer.create().game(Board.GAME.maxPlayers(1)));
        RawClient first = closing(RawClient.welcome(port));
        String room = first.welcome().path("room").asString();
        refused("{\"room\":\"" + room + "\"}", "room_full", 4006);
        RawClient second = closing(RawClient.welcome(port));
        assertThat(second.welcome().path("room").asString()).isNotEqualTo(room);
        first.say("{\"action\":\"$bye\"}");
        assertThat(first.closeCode()).isEqualTo(1000);
        eventually(() -> assertThat(server.room(room).orElseThrow().players()).isEmpty());
        assertThat(closing(RawClient.welcome(port, "{\"room\":\"" + room + "\"}"))
                        .welcome()
                        .path("room")
                        .asString())
                .isEqualTo(room);
    }

    @Test
    void aRuleOfTheGameRefusesWithItsOwnCode() {
        RawClient.Refusal refusal = refused("{\"options\":{\"name\":\"Mallory\"}}", "banned", 4003);
        assertThat(refusal.message()).isEqualTo("Mallory is not welcome");
        assertThat(server.rooms()).allSatisfy(room -> assertThat(room.players()).isEmpty());
    }

    @Test
    void aFaultOfTheGameRefusesWithoutItsSecrets() {
        RawClient.Refusal refusal = refused("{\"options\":{\"name\":\"Murphy\"}}", "handler_failed", 1011);
        assertThat(refusal.message()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":5}", "{\"name\":[]}", "\"Ada\"", "[]", "7"})
    void optionsThatDoNotFitAreBadData(String options) {
        refused("{\"options\":" + options + "}", "bad_data", 1002);
    }

    @Test
    void aRefusedSeatIsFreeForTheNext() {
        listen(GameServer.create().game(Board.GAME.maxPlayers(1)));
        refused("{\"options\":{\"name\":\"Mallory\"}}", "banned", 4003);
        String room = server.rooms().iterator().next().id();
        refused("{\"room\":\"" + room + "\",\"options\":{\"name\":5}}", "bad_data", 1002);
        RawClient welcome = closing(RawClient.welcome(port, "{\"room\":\"" + room + "\"}"));
        assertThat(welcome.welcome().path("room").asString()).isEqualTo(room);
    }

    @Test
    void whatFollowsAHelloIsHandledInOrderAfterTheWelcome() throws IOException {
        RawClient client = silent();
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        together.writeBytes(frame("[" + hello("{}") + "," + Board.say("1") + "," + Board.say("2")
                + ",{\"action\":\"$ping\",\"data\":{\"t\":3}}]"));
        together.writeBytes(frame("[" + Board.say("4") + ",{\"action\":\"nope\"}]"));
        together.writeBytes(frame(Board.say("5")));
        client.socket().send(together.toByteArray());
        assertThat(client.next().path("action").asString()).isEqualTo("$welcome");
        for (String text : new String[] {"1", "2", "4", "5"}) {
            assertThat(client.next("said").path("data").asString()).isEqualTo(text);
        }
    }

    @Test
    void whatFollowsAHelloOnItsHeelsIsHandledInOrder() throws IOException {
        RawClient client = silent();
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        together.writeBytes(frame(hello("{}")));
        for (int i = 0; i < 100; i++) {
            together.writeBytes(frame(Board.say("" + i)));
        }
        client.socket().send(together.toByteArray());
        assertThat(client.next().path("action").asString()).isEqualTo("$welcome");
        for (int i = 0; i < 100; i++) {
            assertThat(client.next("said").path("data").asString()).isEqualTo("" + i);
        }
    }

    @Test
    void aSecondHelloInTheSameMessageIsClosedAfterTheWelcome() {
        RawClient client = silent();
        client.say("[" + hello("{}") + "," + hello("{}") + "]");
        assertThat(client.next().path("action").asString()).isEqualTo("$welcome");
        assertThat(client.closeCode()).isEqualTo(1002);
    }

    @Test
    void aSecondHelloWhileTheFirstIsHandledIsClosed() {
        RawClient client = silent();
        client.say(hello("{\"options\":{\"name\":\"Ada\"}}"));
        client.say(hello("{\"options\":{\"name\":\"Mallory\"}}"));
        assertThat(client.closeCode()).isEqualTo(1002);
    }

    @Test
    void aHelloNeedsNoDataAndMoreThanItKnowsIsIgnored() {
        RawClient bare = silent();
        bare.say("{\"action\":\"$hello\"}");
        assertThat(bare.next("$welcome").path("data").path("game").asString()).isEqualTo("board");
        RawClient rich = silent();
        rich.say(hello("{\"client\":\"test/1\",\"token\":\"x\",\"version\":9,\"game\":\"board\"}"));
        rich.next("$welcome");
    }

    @Test
    void anUnknownResumeIsANewSession() {
        RawClient client = closing(RawClient.welcome(port, "{\"resume\":{\"token\":\"unknown\",\"seq\":3}}"));
        JsonNode welcome = client.welcome();
        assertThat(welcome.path("resumed").isBoolean()).isTrue();
        assertThat(welcome.path("resumed").asBoolean()).isFalse();
        assertThat(welcome.path("seq").asLong()).isZero();
    }

    @Test
    void aSpectatorHasNoSay() {
        RawClient player = closing(RawClient.welcome(port));
        RawClient spectator = closing(RawClient.welcome(port, "{\"spectate\":true}"));
        assertThat(spectator.welcome().has("player")).isFalse();
        assertThat(spectator
                        .next("$state")
                        .path("data")
                        .path("views")
                        .path("world")
                        .has("full"))
                .isTrue();
        spectator.say(Board.say("boo"));
        assertThat(spectator.refusal().code()).isEqualTo("not_allowed");
        player.say(Board.say("hello"));
        player.next("said");
    }

    @Test
    void whatAPlayerIsSentBeforeAKickArrivesBeforeIt() {
        listen(GameServer.create().game(Board.GAME.run("leave", String.class, (player, why) -> {
            player.send("farewell", why);
            player.kick(why);
        })));
        RawClient client = closing(RawClient.welcome(port));
        client.say("{\"action\":\"leave\",\"data\":\"enough\"}");
        assertThat(client.next("farewell").path("data").asString()).isEqualTo("enough");
        assertThat(client.closeCode()).isEqualTo(4003);
    }

    private static byte[] frame(String text) {
        return RawSocket.masked(FIN | TEXT, text.getBytes(UTF_8));
    }
}
