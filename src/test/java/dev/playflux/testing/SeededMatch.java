package dev.playflux.testing;

import dev.playflux.codec.Codec;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.room.Player;
import dev.playflux.room.Reply;
import dev.playflux.room.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A match in which a bit of everything happens, by chance: the same of it for the same seed, in this JVM and in any other. */
final class SeededMatch {
    private static final List<String> WORDS = List.of("good", "bad", "ugly");

    private SeededMatch() {}

    private enum Side {
        LEFT,
        RIGHT
    }

    record Push(int dx) {}

    record Talk(String words) {}

    record Guess(int number) {}

    record Count(int of) {}

    record Bang(int number) {}

    record Piece(int x, Side side) {}

    record Half(int pieces) {}

    record Board(Map<String, Piece> pieces, int bangs, String said) {

        Board with(String id, Piece piece) {
            Map<String, Piece> next = new LinkedHashMap<>(pieces);
            next.put(id, piece);
            return new Board(next, bangs, said);
        }

        Board without(String id) {
            Map<String, Piece> next = new LinkedHashMap<>(pieces);
            next.remove(id);
            return new Board(next, bangs, said);
        }

        Half half(Side side) {
            return new Half((int) pieces.values().stream()
                    .filter(piece -> piece.side() == side)
                    .count());
        }
    }

    private static Board joined(Board board, Player<Board> player) {
        Room<Board> room = player.room();
        room.after(
                Duration.ofMillis(room.random().nextInt(3000)),
                new Bang(room.random().nextInt(9)));
        return board.with(
                player.id(),
                new Piece(
                        room.random().nextInt(100), Side.values()[room.random().nextInt(2)]));
    }

    private static Board pushed(Board board, Player<Board> player, Push push) {
        if (push.dx() == 0) {
            throw new Refused("no_push", "That is none");
        }
        Piece piece = board.pieces().get(player.id());
        player.room().broadcastExcept(player, push);
        return board.with(player.id(), new Piece(piece.x() + push.dx(), piece.side()));
    }

    private static final Game<Board> GAME = Game.named("seeded", () -> new Board(Map.of(), 0, ""))
            .grace(Duration.ofSeconds(2))
            .onJoin(SeededMatch::joined)
            .onLeave((board, player, why) -> board.without(player.id()))
            .on(Push.class, SeededMatch::pushed)
            .on(
                    Talk.class,
                    talk -> talk.sample(Duration.ofMillis(170)),
                    (board, player, talk) -> new Board(board.pieces(), board.bangs(), talk.words()))
            .on(
                    Guess.class,
                    guesses -> guesses.concatMap(
                            guess -> Mono.just(guess).delayElement(Duration.ofMillis(guess.number()))),
                    (board, player, guess) -> {
                        player.deliver(guess);
                        return board;
                    })
            .pipeline(Bang.class, (player, bangs) -> bangs.doOnNext(player::send))
            .pipeline(room -> Flux.interval(Duration.ofSeconds(1), room.scheduler())
                    .doOnNext(second -> room.broadcast("second", second)))
            .answer(Count.class, (board, player, count) -> {
                if (count.of() > 80) {
                    throw new Refused("too_much", "That is too much");
                }
                return Reply.of(board, board.pieces().size() + count.of());
            })
            .when(Bang.class, (board, room, bang) -> {
                room.deliver(bang);
                return new Board(board.pieces(), board.bangs() + bang.number(), board.said());
            })
            .view(
                    "half",
                    Half.class,
                    (board, player) -> board.pieces().containsKey(player.id())
                            ? board.pieces().get(player.id()).side()
                            : null,
                    Board::half)
            .view("own", Piece.class, (board, player) -> board.pieces().get(player.id()));

    /** The checksums of what each player's line has carried. */
    static List<Long> played(long seed, Codec codec) {
        SplittableRandom chance = new SplittableRandom(seed);
        try (Match<Board> match = GameTest.with(GAME).seed(seed).codec(codec).open()) {
            List<TestPlayer> players = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                players.add(match.join("player " + i));
                match.advance(Duration.ofMillis(chance.nextInt(100)));
            }
            match.spectate();
            for (int i = 0; i < 800; i++) {
                act(players.get(chance.nextInt(players.size())), chance);
                match.advance(Duration.ofMillis(chance.nextInt(40)));
            }
            match.server().drain(Duration.ofSeconds(1));
            match.advance(Duration.ofSeconds(5));
            return match.players().stream().map(TestPlayer::fingerprint).toList();
        }
    }

    private static void act(TestPlayer player, SplittableRandom chance) {
        switch (chance.nextInt(12)) {
            case 0, 1, 2 -> player.send(new Push(chance.nextInt(5)));
            case 3, 4 -> player.input(new Push(1 + chance.nextInt(5)));
            case 5 -> player.send(new Talk(WORDS.get(chance.nextInt(3))));
            case 6 -> player.deliver(new Push(chance.nextInt(3)));
            case 7 -> player.ask(new Count(chance.nextInt(100)), Integer.class);
            case 8 -> player.deliver(new Guess(chance.nextInt(300)));
            case 9 -> player.drop();
            case 10 -> player.goAway();
            default -> player.comeBack();
        }
    }

    /** Prints the checksums for a seed, with either codec. */
    public static void main(String[] seeds) {
        for (String seed : seeds) {
            System.out.println(played(Long.parseLong(seed), Codec.cbor()));
            System.out.println(played(Long.parseLong(seed), Codec.json()));
        }
    }
}
