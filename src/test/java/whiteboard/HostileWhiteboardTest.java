package whiteboard;

import static dev.playflux.testing.HostileGame.rule;

import dev.playflux.room.Game;
import dev.playflux.testing.HostileGame;
import dev.playflux.testing.HostileMatches;
import dev.playflux.testing.HostilePlayer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whiteboard on bad lines and with bad artists. */
class HostileWhiteboardTest extends HostileMatches {

    HostileWhiteboardTest() {
        super(new Wall());
    }

    private static final class Wall implements HostileGame<Board> {

        @Override
        public Game<Board> game() {
            return WhiteboardGame.game();
        }

        @Override
        public Class<?> seenType() {
            return Board.class;
        }

        @Override
        public void act(HostilePlayer player, SplittableRandom chance) {
            switch (chance.nextInt(10)) {
                case 0, 1 -> player.input(new Point(chance.nextInt(4000), chance.nextInt(3000), true));
                case 2, 3, 4 -> player.deliver(draw(chance, 1 + chance.nextInt(64)));
                case 5 -> player.send(draw(chance, 1 + chance.nextInt(100)));
                case 6 -> player.send(new Point(chance.nextInt(-9, 9), chance.nextInt(-9, 9), chance.nextBoolean()));
                case 7 -> player.send(new WhiteboardGame.Undo());
                case 8 -> player.deliver("draw", Map.of("stroke", chance.nextInt(), "path", "none"));
                default -> player.deliver(new WhiteboardGame.Undo());
            }
        }

        private static Draw draw(SplittableRandom chance, int points) {
            List<Integer> path = Stream.generate(() -> chance.nextInt(3000))
                    .limit(2L * points)
                    .toList();
            return new Draw(
                    chance.nextInt(0, 40),
                    Stroke.Colour.values()[chance.nextInt(8)],
                    Stroke.Nib.values()[chance.nextInt(2)],
                    path);
        }

        @Override
        public void judge(@Nullable Board before, Board now) {
            if (before == now) {
                return;
            }
            rule(now.strokes().size() <= Board.MOST_STROKES, "there are not too many strokes", now.count());
            int points = 0;
            long number = 0;
            Map<String, Integer> own = new HashMap<>();
            for (Stroke stroke : now.strokes()) {
                rule(stroke.number() > number && stroke.number() <= now.count(), "strokes have an order", stroke);
                number = stroke.number();
                points += stroke.points();
                rule(stroke.points() <= Stroke.LONGEST && stroke.path().size() % 2 == 0, "strokes have an end", stroke);
                Integer last = own.put(stroke.by(), stroke.own());
                rule(last == null || last < stroke.own(), "one draws one stroke after the other", stroke);
                boolean known = before != null && before.strokes().contains(stroke);
                for (int i = 0; !known && i < stroke.path().size(); i += 2) {
                    rule(
                            Stroke.onBoard(stroke.path().get(i), stroke.path().get(i + 1)),
                            "the board has an edge",
                            stroke);
                }
            }
            rule(points <= Board.MOST_POINTS, "there are not too many points", points);
            now.artists()
                    .values()
                    .forEach(artist -> rule(Stroke.onBoard(artist.x(), artist.y()), "pointers too", artist));
        }
    }
}
