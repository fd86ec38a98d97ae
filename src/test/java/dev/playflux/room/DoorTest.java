package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Refused;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How people come into rooms and leave them, and how rooms end. */
class DoorTest {

    record Sit(String name) {}

    private final List<String> heard = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private Game<String> game() {
        return game("table");
    }

    private Game<String> game(String name) {
        return Game.named(name, () -> "")
                .onOpen((state, room) -> {
                    heard.add("open");
                    return state;
                })
                .onJoin((state, player) -> {
                    heard.add("join " + player.id());
                    return state + player.id() + " ";
                })
                .onLeave((state, player, why) -> {
                    heard.add(why + " " + player.id());
                    return state.replace(player.id() + " ", "");
                })
                .onClose((state, room) -> {
                    heard.add("close '" + state + "'");
                    return null;
                });
    }

    private Stage play(Game<String> game) {
        stage = Stage.of(game);
        return stage;
    }

    private static void expectRefused(Peer peer, String code, int close) {
        assertThat(peer.data("$welcome")).isEmpty();
        assertThat(peer.refusals()).containsExactly(code);
        assertThat(peer.data("$error").get(0).path("fatal").asBoolean()).isTrue();
        assertThat(peer.closes()).containsExactly(close);
    }

    @Test
    void theRoomOpensBeforeTheFirstJoinAndClosesAfterTheLastLeave() {
        Stage stage = play(game());
        Peer ada = stage.join();
        ada.send("$bye", "null");
        stage.pass(Duration.ofMillis(5100));
        assertThat(heard).containsExactly("open", "join p1", "BYE p1", "close ''");
        assertThat(stage.server.rooms()).isEmpty();
        assertThat(ada.closes()).containsExactly(1000);
    }

    @Test
    void theWelcomeSaysWhereThePlayerIs() {
        Stage stage = play(game());
        Peer ada = stage.join();
        stage.ticks(3);
        Peer bob = stage.join();
        Room<String> room = stage.room();
        var welcome = bob.data("$welcome").get(0);
        assertThat(welcome.path("player").asString()).isEqualTo("p2");
        assertThat(welcome.path("room").asString()).isEqualTo(room.id());
        assertThat(welcome.path("game").asString()).isEqualTo("table");
        assertThat(welcome.path("resumed").asBoolean(true)).isFalse();
        assertThat(welcome.path("tick").asLong()).isEqualTo(3);
        assertThat(welcome.path("tickMs").asLong()).isEqualTo(50);
        assertThat(welcome.path("limits").path("messageBytes").asInt()).isEqualTo(16 * 1024);
        assertThat(room.players()).extracting(Player::id).containsExactly(ada.id(), bob.id());
        assertThat(room.player("p2")).isPresent();
        assertThat(room.player("p3")).isEmpty();
    }

    @Test
    void whatTheJoinHookSendsComesAfterTheWelcome() {
        Stage stage = play(game().onJoin((state, player) -> {
            player.send("hello", "you");
            player.room().broadcast("came", player.id());
            return state;
        }));
        Peer ada = stage.join();
        assertThat(ada.envelopes())
                .extracting(envelope -> envelope.path("action").asString())
                .startsWith("$welcome", "hello", "came");
    }

    @Test
    void typedOptionsReachTheJoinHookAndThoseThatDoNotFitAreBadData() {
        Stage stage = play(game().onJoin(Sit.class, (state, player, sit) -> state + sit.name));
        Peer ada = stage.hello("{'options':{'name':'Ada'}}");
        assertThat(stage.<String>room().state()).isEqualTo("Ada");
        assertThat(stage.<String>room().player(ada.id()).orElseThrow().options(Sit.class))
                .isEqualTo(new Sit("Ada"));
        expectRefused(stage.hello("{'options':{'name':7}}"), "bad_data", 1002);
        expectRefused(stage.hello("{}"), "bad_data", 1002);
    }

    @Test
    void aJoinHookMayRefuseAndTheSeatIsFreeAgain() {
        Stage stage = play(game().maxPlayers(2).onJoin(Sit.class, (state, player, sit) -> {
            if (sit.name.equals("Eve")) {
                player.room().broadcast("eve", 1);
                throw new Refused("members_only", "Members only");
            }
            if (sit.name.equals("Bug")) {
                throw new IllegalStateException("bug");
            }
            return state + sit.name;
        }));
        Peer ada = stage.hello("{'options':{'name':'Ada'}}");
        for (int i = 0; i < 5; i++) {
            expectRefused(stage.hello("{'options':{'name':'Eve'}}"), "members_only", 4003);
            expectRefused(stage.hello("{'options':{'name':'Bug'}}"), "handler_failed", 1011);
        }
        stage.hello("{'options':{'name':'Bob'}}");
        assertThat(stage.server.rooms()).hasSize(1);
        assertThat(stage.<String>room().state()).isEqualTo("AdaBob");
        assertThat(ada.data("eve")).isEmpty();
        assertThat(heard).as("who never joined never leaves").containsExactly("open");
    }

    @Test
    void anOpenHookThatThrowsRefusesWhoeverComes() {
        Stage stage = play(game().onOpen((state, room) -> {
            throw new IllegalStateException("no table");
        }));
        expectRefused(stage.join(), "handler_failed", 1011);
        expectRefused(stage.join(), "handler_failed", 1011);
        stage.pass(Duration.ofSeconds(6));
        assertThat(stage.server.rooms()).isEmpty();
        assertThat(stage.faults).isNotEmpty();
    }

    @Test
    void aLostConnectionIsAwayAndThenLost() {
        Stage stage = play(game().onAway((state, player) -> {
            heard.add("away " + player.id() + " " + player.away());
            return state;
        }));
        stage.join();
        stage.network.cut();
        stage.settle();
        assertThat(heard).containsExactly("open", "join p1", "away p1 true");
        stage.pass(Duration.ofMillis(19_950));
        assertThat(heard).containsExactly("open", "join p1", "away p1 true");
        stage.pass(Duration.ofMillis(100));
        assertThat(heard).containsExactly("open", "join p1", "away p1 true", "LOST p1");
    }

    @Test
    void whoIsKickedIsToldWhyAndLeavesOnce() {
        Stage stage = play(game().on("kick", String.class, (state, player, id) -> {
            player.room().player(id).orElseThrow().kick("Get out");
            player.room().player(id).orElseThrow().kick("and stay out");
            return state;
        }));
        Peer ada = stage.join();
        Peer bob = stage.join();
        bob.send("kick", "'p1'");
        bob.send("kick", "'p2'");
        stage.ticks(1);
        assertThat(ada.closes()).containsExactly(4003);
        assertThat(bob.closes()).containsExactly(4003);
        assertThat(heard).containsExactly("open", "join p1", "join p2", "KICKED p1", "KICKED p2");
        assertThat(stage.<String>room().players()).isEmpty();
    }

    @Test
    void aKickInTheJoinHookLeavesNothingBehind() {
        List<String> pipelines = new ArrayList<>();
        Stage stage = play(game().onJoin((state, player) -> {
                    player.kick("not you");
                    return state;
                })
                .pipeline(
                        Sit.class,
                        (player, sits) -> sits.doOnSubscribe(s -> pipelines.add("open"))
                                .doOnComplete(() -> pipelines.add("complete"))));
        Peer ada = stage.join();
        assertThat(ada.closes()).containsExactly(4003);
        assertThat(heard).containsExactly("open", "KICKED p1");
        assertThat(pipelines.size() % 2).isZero();
    }

    @Test
    void aClosingRoomSendsItsFinalStateThenTheReasonThenCloses() {
        Stage stage = play(game().on("end", String.class, (state, player, reason) -> {
            player.room().close(reason);
            player.room().close("a second reason is none");
            player.room().broadcast("over", reason);
            return "final";
        }));
        Peer ada = stage.join();
        Peer bob = stage.join();
        stage.ticks(1);
        ada.forget();
        bob.forget();
        ada.send("end", "'The end'");
        stage.ticks(1);
        for (Peer peer : List.of(ada, bob)) {
            assertThat(peer.envelopes())
                    .extracting(envelope -> envelope.path("action").asString())
                    .containsExactly("over", "$state", "$error");
            assertThat(peer.state().toString()).contains("final");
            assertThat(peer.data("$error").get(0).toString())
                    .isEqualTo("{\"code\":\"room_closed\",\"message\":\"The end\",\"fatal\":true}");
            assertThat(peer.closes()).containsExactly(4009);
        }
        assertThat(heard).containsExactly("open", "join p1", "join p2", "CLOSED p1", "CLOSED p2", "close 'final'");
        assertThat(stage.server.rooms()).isEmpty();
    }

    @Test
    void oneMoreThanARoomHoldsGetsAnotherRoom() {
        Stage stage = play(game().maxPlayers(2));
        List<String> rooms = Stream.generate(stage::join)
                .limit(5)
                .map(peer -> peer.data("$welcome").get(0).path("room").asString())
                .toList();
        assertThat(rooms.subList(0, 2)).containsOnly(rooms.get(0));
        assertThat(rooms.subList(2, 4)).containsOnly(rooms.get(2)).doesNotContain(rooms.get(0));
        assertThat(stage.server.rooms()).hasSize(3);
        expectRefused(stage.hello("{'room':'" + rooms.get(0) + "'}"), "room_full", 4006);
    }

    @Test
    void twoWhoComeAtTheSameMomentGetTheSameRoom() {
        Stage stage = play(game());
        Peer ada = stage.connect();
        Peer bob = stage.connect();
        stage.atOnce(() -> {
            ada.send("$hello", "{}");
            bob.send("$hello", "{}");
        });
        assertThat(stage.server.rooms()).hasSize(1);
        assertThat(stage.<String>room().players()).hasSize(2);
    }

    @Test
    void aLockedRoomLetsNobodyInUntilItIsUnlocked() {
        Stage stage = play(game());
        Peer ada = stage.join();
        Room<String> room = stage.room();
        room.lock();
        stage.settle();
        stage.join();
        assertThat(stage.server.rooms()).as("the next one gets another room").hasSize(2);
        expectRefused(stage.hello("{'room':'" + room.id() + "'}"), "room_full", 4006);
        room.unlock();
        stage.settle();
        stage.hello("{'room':'" + room.id() + "'}");
        assertThat(room.players()).hasSize(2);
        assertThat(ada.closes()).isEmpty();
    }

    @Test
    void aRoomWithoutPlayersClosesAfterItsGraceAndNotBefore() {
        Stage stage = play(game().keepEmpty(Duration.ofSeconds(2)));
        Peer ada = stage.join();
        stage.pass(Duration.ofSeconds(10));
        ada.close();
        stage.pass(Duration.ofMillis(1900));
        assertThat(stage.server.rooms()).hasSize(1);
        stage.join().close();
        stage.ticks(1);
        stage.pass(Duration.ofMillis(1900));
        assertThat(stage.server.rooms()).as("a visit begins the grace anew").hasSize(1);
        stage.pass(Duration.ofMillis(200));
        assertThat(stage.server.rooms()).isEmpty();
        stage.join();
        assertThat(stage.server.rooms()).hasSize(1);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        stage = Stage.of(server -> server.game(game()).game(game("other")));
        expectRefused(stage.hello("{'game':'chess'}"), "room_not_found", 4005);
        expectRefused(stage.hello("{'room':'nowhere'}"), "room_not_found", 4005);
        expectRefused(stage.hello("{}"), "room_not_found", 4005);
        Peer ada = stage.hello("{'game':'other'}");
        assertThat(ada.data("$welcome").get(0).path("game").asString()).isEqualTo("other");
    }

    @Test
    void aRoomsOptionsAreThoseOfWhoOpenedIt() {
        Stage stage = play(game());
        stage.hello("{'options':{'name':'Ada'}}");
        stage.hello("{'options':{'name':'Bob'}}");
        assertThat(stage.<String>room().options(Sit.class)).isEqualTo(new Sit("Ada"));
    }

    @Test
    void aSpectatorSeesTheWorldAndHasNoSay() {
        List<String> keyed = new ArrayList<>();
        Stage stage = play(game().on("say", String.class, (state, player, word) -> state + word)
                .view("mine", String.class, (state, player) -> "secret of " + player.id())
                .view(
                        "team",
                        String.class,
                        (state, player) -> {
                            keyed.add(player.id() + " " + player.spectator());
                            return player.spectator() ? "guests" : "players";
                        },
                        (state, team) -> "for " + team));
        Peer ada = stage.join();
        Peer guest = stage.hello("{'spectate':true}");
        stage.ticks(1);
        assertThat(guest.data("$welcome").get(0).has("player")).isFalse();
        assertThat(guest.state().path("views").toString())
                .isEqualTo("{\"world\":{\"full\":\"p1 \"},\"team\":{\"full\":\"for guests\"}}");
        assertThat(keyed).contains("s2 true", "p1 false");
        guest.send("say", "'boo'");
        stage.ticks(1);
        assertThat(guest.refusals()).containsExactly("not_allowed");
        assertThat(stage.<String>room().state()).isEqualTo("p1 ");
        assertThat(stage.<String>room().players()).extracting(Player::id).containsExactly("p1");
        assertThat(heard).containsExactly("open", "join p1");
        guest.send("$bye", "null");
        ada.send("$bye", "null");
        stage.ticks(1);
        assertThat(heard).containsExactly("open", "join p1", "BYE p1");
    }

    @Test
    void aSpectatorOpensNoRoomAndKeepsNoneOpen() {
        Stage stage = play(game());
        expectRefused(stage.hello("{'spectate':true}"), "room_not_found", 4005);
        stage.join().close();
        stage.settle();
        Peer guest = stage.hello("{'spectate':true}");
        stage.pass(Duration.ofSeconds(6));
        assertThat(stage.server.rooms()).isEmpty();
        assertThat(guest.refusals()).containsExactly("room_closed");
        assertThat(guest.closes()).containsExactly(4009);
    }

    @Test
    void anAttachmentBelongsToTheSeat() {
        Stage stage = play(game().on("keep", String.class, (state, player, word) -> {
            player.attach(new Sit(word));
            return state;
        }));
        Peer ada = stage.join();
        ada.send("keep", "'x'");
        stage.ticks(1);
        Player<String> player = stage.<String>room().player("p1").orElseThrow();
        assertThat(player.attachment(Sit.class)).isEqualTo(new Sit("x"));
        assertThat(player.attachment(String.class)).isNull();
        assertThat(player.spectator()).isFalse();
    }

    @Test
    void aPlayersRoundTripIsThatOfTheNetwork() {
        Stage stage = play(game());
        stage.network.latency(Duration.ofMillis(40));
        Peer ada = stage.connect(Duration.ofMillis(200));
        ada.send("$hello", "{}");
        stage.pass(Duration.ofSeconds(1));
        Player<String> player = stage.<String>room().player("p1").orElseThrow();
        assertThat(player.roundTrip().smoothed()).isEqualTo(Duration.ofMillis(80));
    }

    @Test
    void theSameSeedGivesTheSameChance() {
        List<Long> numbers = new ArrayList<>();
        Game<String> game = game().onOpen((state, room) -> {
            numbers.add(room.random().nextLong());
            return state;
        });
        for (long seed : new long[] {1, 1, 2}) {
            try (Stage stage = Stage.of(server -> server.game(game).seed(seed))) {
                stage.join();
            }
        }
        assertThat(numbers.get(0)).isEqualTo(numbers.get(1)).isNotEqualTo(numbers.get(2));
    }
}
