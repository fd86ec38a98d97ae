package dev.playflux.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Undelivered;
import dev.playflux.testing.Peer;
import dev.playflux.testing.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Sinks;

/** Messages leave a room in the order in which they were sent, whichever thread sent them. */
class SendingOrderTest {
    record Say(int number) {}

    record Go() {}

    private final List<String> lost = new ArrayList<>();
    private @Nullable Stage stage;

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
    }

    /** A room that does this on its own thread when a client says so. */
    private Stage play(Consumer<Player<Integer>> onTheRoomsThread) {
        return play(onTheRoomsThread, game -> game);
    }

    private Stage play(Consumer<Player<Integer>> onTheRoomsThread, UnaryOperator<Game<Integer>> more) {
        stage = Stage.of(more.apply(Game.named("order", () -> 0).on(Go.class, (state, player, go) -> {
            onTheRoomsThread.accept(player);
            return state;
        })));
        return stage;
    }

    /** A client whose word waits in the mailbox, before whatever is sent from here. */
    private static Peer ready(Stage stage) {
        Peer ada = stage.join();
        ada.send("go", "{}");
        stage.settle();
        assertThat(ada.forget().received()).as("handled at the tick").isEmpty();
        return ada;
    }

    private static List<String> said(Peer peer) {
        return peer.texts("say").stream()
                .map(text -> text.replaceAll("\\D", ""))
                .toList();
    }

    private enum Way {
        SEND {
            @Override
            void say(Player<Integer> player, int number) {
                player.send(new Say(number));
            }
        },
        DELIVER {
            @Override
            void say(Player<Integer> player, int number) {
                player.deliver(new Say(number));
            }
        },
        ASK {
            @Override
            void say(Player<Integer> player, int number) {
                player.ask(new Say(number), Integer.class);
            }
        },
        BROADCAST {
            @Override
            void say(Player<Integer> player, int number) {
                player.room().broadcast(new Say(number));
            }
        },
        DELIVER_TO_ALL {
            @Override
            void say(Player<Integer> player, int number) {
                player.room().deliver(new Say(number));
            }
        };

        abstract void say(Player<Integer> player, int number);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheRoomSendsDoesNotOvertakeWhatWasSentBeforeFromOutside(Way way) {
        Stage stage = play(player -> {
            way.say(player, 3);
            way.say(player, 4);
        });
        Peer ada = ready(stage);
        Player<Integer> player = stage.<Integer>room().players().iterator().next();
        stage.atOnce(() -> {
            way.say(player, 1);
            way.say(player, 2);
        });
        assertThat(said(ada)).containsExactly("1", "2", "3", "4");
    }

    @Test
    void allWaysTogetherKeepOneOrder() {
        Stage stage = play(player -> {
            for (Way way : Way.values()) {
                way.say(player, 10 + way.ordinal());
            }
        });
        Peer ada = ready(stage);
        Player<Integer> player = stage.<Integer>room().players().iterator().next();
        stage.atOnce(() -> {
            for (Way way : Way.values()) {
                way.say(player, way.ordinal());
            }
        });
        assertThat(said(ada)).containsExactly("0", "1", "2", "3", "4", "10", "11", "12", "13", "14");
    }

    @Test
    void whatIsSentFromOutsideDuringAReducerLeavesBetweenWhatThatSendsBeforeAndAfter() {
        Stage stage = play(player -> {
            player.send(new Say(1));
            Stage.onAnotherThread(() -> player.send(new Say(2)));
            player.send(new Say(3));
        });
        Peer ada = ready(stage);
        stage.atOnce(() -> stage.room().broadcast(new Say(0)));
        assertThat(said(ada)).containsExactly("0", "1", "2", "3");
    }

    @Test
    void whatAReducerSendsThatThrowsIsForgottenAndNotWhatWasSentFromOutside() {
        Stage stage = play(player -> {
            player.deliver(new Say(2)).subscribe(none -> {}, why -> lost.add(((Undelivered) why).reason() + ""));
            throw new IllegalStateException("bug");
        });
        Peer ada = ready(stage);
        stage.atOnce(() -> stage.room().broadcast(new Say(1)));
        assertThat(said(ada)).containsExactly("1");
        assertThat(lost).containsExactly("DISCARDED");
    }

    @Test
    void whatIsSentFromOutsideStaysBehindWhatElseWasAskedFromThere() {
        stage = Stage.of(Game.named("order", () -> 0).run(Go.class, (player, go) -> {
            player.send(new Say(2));
            Stage.onAnotherThread(() -> {
                player.kick("enough");
                player.send(new Say(3));
            });
            player.send(new Say(4));
        }));
        Peer ada = stage.join().forget();
        stage.atOnce(() -> {
            ada.send("go", "{}");
            stage.settle();
            stage.room().broadcast(new Say(1));
        });
        assertThat(said(ada)).contains("2").doesNotContain("3", "4");
        assertThat(ada.closes()).containsExactly(4003);
    }

    @Test
    void whatIsAskedFromOutsideHappensInTheOrderOfTheCallsWhateverTheRoomSendsMeanwhile() {
        List<String> heard = new ArrayList<>();
        Stage stage = play(
                player -> player.send(new Say(3)),
                game -> game.onLeave((state, player, why) -> {
                            heard.add("left");
                            return state;
                        })
                        .when(Go.class, (state, room, go) -> {
                            heard.add("event");
                            return state;
                        }));
        Peer bob = stage.join();
        Peer ada = ready(stage);
        Room<Integer> room = stage.room();
        stage.atOnce(() -> {
            room.emit(new Go());
            room.player(bob.id()).orElseThrow().kick("enough");
            room.broadcast(new Say(1));
        });
        assertThat(heard).containsExactly("event", "left");
        assertThat(said(bob)).as("who was kicked before").isEmpty();
        assertThat(said(ada)).containsExactly("1", "3");
    }

    @Test
    void whoIsKickedByTheRoomGetsWhatTheRoomSentBefore() {
        Stage stage = play(player -> {
            player.send(new Say(2));
            player.kick("enough");
        });
        Peer ada = ready(stage);
        stage.atOnce(() -> stage.room().broadcast(new Say(1)));
        assertThat(said(ada)).containsExactly("1", "2");
        assertThat(ada.closes()).containsExactly(4003);
    }

    @Test
    void aKickOfTheRoomsOwnWaitsForNobodyElse() {
        List<String> heard = new ArrayList<>();
        Stage stage = play(
                player -> {
                    if (heard.isEmpty()) {
                        player.send(new Say(2));
                    } else {
                        player.kick("enough");
                    }
                    heard.add("went");
                },
                game -> game.run(Say.class, (player, say) -> heard.add("said")));
        Peer ada = ready(stage);
        stage.atOnce(() -> stage.room().broadcast(new Say(1)));
        assertThat(said(ada)).as("after a send that had to wait").containsExactly("1", "2");
        ada.send("go", "{}");
        stage.settle();
        stage.atOnce(() -> {
            stage.room().broadcast(new Say(3));
            ada.send("say", "{'number':4}");
        });
        assertThat(said(ada)).containsExactly("1", "2");
        assertThat(heard).containsExactly("went", "went");
    }

    @Test
    void whatTheRoomSendsLeavesBeforeTheStateOfItsTickAgainOnceAllOthersHaveLeft() {
        Stage stage = Stage.of(Game.named("order", () -> 0)
                .on(Go.class, (state, player, go) -> {
                    player.send(new Say(2));
                    return state;
                })
                .onTick((state, tick) -> {
                    tick.room().broadcast(new Say(3));
                    return state + 1;
                }));
        this.stage = stage;
        Peer ada = ready(stage);
        stage.atOnce(() -> stage.room().broadcast(new Say(1)));
        assertThat(said(ada)).containsExactly("1", "2");
        ada.forget();
        stage.ticks(1);
        assertThat(ada.envelopes())
                .extracting(envelope -> envelope.path("action").asString())
                .containsExactly("say", "$state");
    }

    @Test
    void manySendsOfOneReducerThatHaveToWaitKeepTheirOrder() {
        int many = 1200;
        Stage stage = play(player ->
                IntStream.range(1, many).forEach(number -> player.room().broadcast(new Say(number))));
        Peer ada = ready(stage);
        stage.atOnce(() -> stage.room().broadcast(new Say(0)));
        stage.ticks(1);
        assertThat(said(ada)).hasSize(many).isSortedAccordingTo(Comparator.comparing(Integer::valueOf));
    }

    /** A room whose reducer may complete the answer to a question. */
    private Stage answering(BiConsumer<Player<Integer>, Sinks.One<String>> reducer) {
        Sinks.One<String> answer = Sinks.one();
        return play(
                player -> reducer.accept(player, answer),
                game -> game.answer(Say.class, (player, say) -> answer.asMono()));
    }

    /** A client that has asked, and whose word for the reducer is on its way. */
    private static Peer asks(Stage stage) {
        Peer ada = stage.join();
        ada.ask(1, "say", "{'number':0}");
        stage.ticks(1);
        return ada.forget().send("go", "{}");
    }

    /** The actions of what came reliably. */
    private static List<String> numbered(Peer peer) {
        return peer.envelopes().stream()
                .filter(envelope -> envelope.path("seq").asInt() > 0)
                .map(envelope -> envelope.path("action").asString())
                .toList();
    }

    @Test
    void aQuestionIsAnsweredThoughTheReducerThatCompletesTheAnswerThrows() {
        Stage stage = answering((player, answer) -> {
            answer.tryEmitValue("yes");
            throw new IllegalStateException("bug");
        });
        Peer ada = asks(stage);
        stage.ticks(1);
        assertThat(ada.data("$reply"))
                .extracting(reply -> reply.path("ok").asString())
                .containsExactly("yes");
    }

    @Test
    void whatAReducerSendsThatThrowsKeepsNoPlace() {
        Stage stage = play(player -> {
            player.send(new Say(2));
            throw new IllegalStateException("bug");
        });
        Peer ada = ready(stage);
        stage.atOnce(() -> stage.room().broadcast(new Say(1)));
        stage.atOnce(() -> stage.room().broadcast(new Say(3)));
        assertThat(said(ada)).containsExactly("1", "3");
    }

    @Test
    void aRoomThatClosesSendsItsLastMessagesAlsoWhenOtherThreadsSend() {
        List<String> outcomes = new ArrayList<>();
        Stage stage = Stage.of(Game.named("order", () -> 0).onTick((state, tick) -> {
            Room<Integer> room = tick.room();
            if (tick.number() == 3) {
                Stage.onAnotherThread(() -> room.broadcast(new Say(1)));
                room.broadcast(new Say(2));
                room.players().iterator().next().deliver(new Say(3)).subscribe(none -> {}, why -> outcomes.add("lost"));
                room.close("over");
            }
            return state;
        }));
        this.stage = stage;
        Peer ada = stage.join();
        stage.ticks(5);
        assertThat(said(ada)).containsExactly("1", "2", "3");
        assertThat(ada.closes()).containsExactly(4009);
        assertThat(outcomes).as("nobody is left to acknowledge").containsExactly("lost");
    }

    @Test
    void whatAReducerSendsThatIsNotDueYetKeepsItsPlaceBeforeAKickThatComesLater() {
        int many = 1400;
        Stage stage = play(
                player -> {
                    player.room().emit(new Say(0));
                    IntStream.range(1, many).forEach(number -> player.room().broadcast(new Say(number)));
                },
                game -> game.when(Say.class, (state, room, say) -> {
                    Stage.onAnotherThread(() -> {
                        room.broadcast(new Say(many));
                        room.players().iterator().next().kick("enough");
                    });
                    return state;
                }));
        Peer ada = ready(stage);
        stage.atOnce(() -> stage.room().broadcast(new Say(0)));
        stage.ticks(1);
        assertThat(said(ada)).hasSize(many + 1).isSortedAccordingTo(Comparator.comparing(Integer::valueOf));
        assertThat(ada.closes()).containsExactly(4003);
    }

    @Test
    void howeverMuchIsDueWhatOtherThreadsSendLeavesInItsTurnAndTheRoomGoesOnAsBefore() {
        int letters = 1200;
        Stage stage = Stage.of(Game.named("order", () -> 0)
                .on(Go.class, (state, player, go) -> {
                    for (int i = 0; i < 65_500; i++) {
                        player.room().emit(go);
                    }
                    return state;
                })
                .when(Go.class, (state, room, go) -> state + 1)
                .onTick((state, tick) -> {
                    tick.room().broadcast(new Say(letters));
                    return state + 1;
                }));
        this.stage = stage;
        Peer ada = ready(stage);
        stage.atOnce(
                () -> IntStream.range(0, letters).forEach(number -> stage.room().broadcast(new Say(number))));
        assertThat(said(ada)).hasSize(letters).isSortedAccordingTo(Comparator.comparing(Integer::valueOf));
        ada.forget();
        stage.ticks(1);
        assertThat(ada.envelopes())
                .extracting(envelope -> envelope.path("action").asString())
                .containsExactly("say", "$state");
    }

    @Test
    void anAnswerLeavesBehindWhatItsHandlerHasSentAlsoWhenOtherThreadsSend() {
        Stage stage = Stage.of(Game.named("order", () -> 0)
                .answer(Say.class, (state, player, say) -> {
                    Stage.onAnotherThread(() -> player.room().broadcast(new Say(1)));
                    player.deliver(new Say(2));
                    return Reply.of(state, "yes");
                })
                .on(Go.class, (state, player, go) -> {
                    Stage.onAnotherThread(() -> player.room().broadcast(new Say(3)));
                    player.deliver(new Say(4));
                    return state;
                }));
        this.stage = stage;
        Peer ada = stage.join().forget();
        ada.ask(1, "say", "{'number':0}").ask(2, "go", "{}");
        stage.ticks(1);
        assertThat(ada.envelopes())
                .filteredOn(envelope -> !envelope.path("action").asString().startsWith("$ack"))
                .extracting(envelope -> envelope.path("action").asString()
                        + envelope.path("data").path("number").asString(""))
                .filteredOn(text -> !text.startsWith("$state"))
                .containsExactly("say1", "say2", "$reply", "say3", "say4", "$reply");
    }

    @Test
    void anAnswerInAReducerThatThrowsLeavesBehindWhatOtherThreadsHaveSentBefore() {
        Stage stage = answering((player, answer) -> {
            answer.tryEmitValue("yes");
            throw new IllegalStateException("bug");
        });
        Peer ada = asks(stage);
        stage.settle();
        stage.atOnce(() -> stage.room().deliver(new Say(1)));
        stage.ticks(1);
        assertThat(numbered(ada)).containsExactly("say", "$reply");
    }

    @Test
    void whatAKickedPlayersEndSendsComesBehindWhatWasAskedForBefore() {
        stage = Stage.of(Game.named("order", () -> 0).maxPlayers(2).on(Go.class, (state, player, go) -> {
            player.room().players().stream().filter(other -> other != player).forEach(other -> {
                other.deliver(new Say(0)).subscribe(none -> {}, lost -> player.send(new Say(2)));
                other.kick("enough");
            });
            player.send(new Say(1));
            return state;
        }));
        Peer ada = stage.join();
        stage.join();
        ada.send("go", "{}");
        stage.ticks(1);
        assertThat(said(ada)).containsExactly("1", "2");
    }

    @Test
    void whatIsDueAfterManySendsLeavesBeforeWhatIsSentMeanwhile() {
        int many = 1200;
        Stage stage = Stage.of(Game.named("order", () -> 0)
                .on(Go.class, (state, player, go) -> {
                    IntStream.range(0, many).forEach(number -> player.room().broadcast(new Say(number)));
                    Stage.onAnotherThread(() -> player.room().broadcast(new Say(many)));
                    return state;
                })
                .run(Say.class, (player, say) -> player.room().broadcast(say)));
        this.stage = stage;
        Peer ada = stage.join();
        ada.send("go", "{}").send("say", "{'number':" + (many + 1) + "}");
        stage.ticks(2);
        assertThat(said(ada)).hasSize(many + 2).isSortedAccordingTo(Comparator.comparing(Integer::valueOf));
    }

    @Test
    void anAnswerThatAReducerCompletesLeavesBehindWhatTheReducerSentBefore() {
        Stage stage = answering((player, answer) -> {
            player.deliver(new Say(1));
            answer.tryEmitValue("2");
            player.deliver(new Say(3));
        });
        Peer ada = asks(stage);
        stage.ticks(1);
        assertThat(numbered(ada)).containsExactly("say", "$reply", "say");
    }

    @Test
    void whatIsSentFromOutsideWhenTheRoomEndsIsLostAndToldSo() {
        Stage stage = play(player -> player.room().close("over"));
        Peer ada = ready(stage);
        Room<Integer> room = stage.room();
        Player<Integer> player = room.players().iterator().next();
        stage.ticks(1);
        assertThat(ada.closes()).containsExactly(4009);
        player.deliver(new Say(1))
                .subscribe(
                        none -> {}, why -> lost.add(((Undelivered) why).reason().toString()));
        stage.ticks(1);
        assertThat(lost).containsExactly("SESSION_LOST");
    }
}
