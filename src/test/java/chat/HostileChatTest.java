package chat;

import static dev.playflux.testing.HostileGame.rule;

import dev.playflux.recording.Recorded;
import dev.playflux.room.Game;
import dev.playflux.testing.HostileGame;
import dev.playflux.testing.HostileMatches;
import dev.playflux.testing.HostilePlayer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import people.Words;

/** The chat on bad lines and with bad people. */
class HostileChatTest extends HostileMatches {

    HostileChatTest() {
        super(new Talk());
    }

    private static final class Talk implements HostileGame<Chat> {

        @Override
        public Game<Chat> game() {
            return ChatGame.game();
        }

        @Override
        public Class<?> seenType() {
            return Chat.class;
        }

        @Override
        public void act(HostilePlayer player, SplittableRandom chance) {
            switch (chance.nextInt(10)) {
                case 0, 1, 2 -> player.deliver(new ChatGame.Say("so " + chance.nextLong()));
                case 3 -> player.send(new ChatGame.Say("and " + chance.nextLong()));
                case 4 -> player.deliver(new ChatGame.Say("\u202e" + chance.nextLong() + "\n\u0007"));
                case 5 -> player.send(new ChatGame.Say("x".repeat(chance.nextInt(1000))));
                case 6 -> player.send(new ChatGame.Say(" \u200d\t"));
                case 7 -> player.deliver("say", Map.of("text", List.of(chance.nextLong())));
                case 8 -> player.send("say", chance.nextBoolean() ? null : "text");
                default -> {}
            }
        }

        @Override
        public void judge(@Nullable Chat before, Chat now) {
            rule(now.lines().size() <= Chat.KEPT, "what came first is forgotten", now);
            List<String> names =
                    now.people().values().stream().map(Person::name).toList();
            rule(new HashSet<>(names).size() == names.size(), "nobody has another's name", now);
            long number = 0;
            Map<String, Deque<Long>> said = new HashMap<>();
            for (Line line : now.lines()) {
                rule(line.number() > number && line.number() <= now.count(), "lines have an order", now);
                number = line.number();
                if (line.kind() == Line.Kind.SAID) {
                    judge(line, said.computeIfAbsent(line.by(), first -> new ArrayDeque<>()));
                }
            }
            if (before != null) {
                kept(before, now);
            }
        }

        private static void judge(Line line, Deque<Long> said) {
            rule(line.text().equals(Words.clean(line.text())) && Words.visible(line.text()), "one can read it", line);
            rule(Words.length(line.text()) <= Chat.LONGEST, "it is short", line);
            said.add(line.at());
            if (said.size() > Paced.AT_ONCE) {
                rule(line.at() - said.remove() >= Paced.EVERY, "there is a pace", line);
            }
        }

        /** What has been said stays, in this order; that somebody left is forgotten if it was for a moment. */
        private static void kept(Chat before, Chat now) {
            rule(now.count() >= before.count(), "lines are counted", now);
            List<Line> old = before.lines();
            int last = old.size() - 1;
            boolean blink = last >= 0
                    && old.get(last).kind() == Line.Kind.LEFT
                    && !now.lines().contains(old.get(last));
            List<Line> stay = blink ? old.subList(0, last) : old;
            int forgotten = 0;
            while (!now.lines().isEmpty()
                    && forgotten < stay.size()
                    && stay.get(forgotten).number() < now.lines().get(0).number()) {
                forgotten++;
            }
            List<Line> same = stay.subList(forgotten, stay.size());
            rule(
                    same.size() <= now.lines().size()
                            && now.lines().subList(0, same.size()).equals(same),
                    "what was said stays said",
                    now);
        }

        /** What comes out of the operators has the time with it. */
        @Override
        public String deed(Recorded.Acted acted) {
            Object data = acted.data().as(Object.class);
            Object what = data instanceof Paced paced ? new ChatGame.Say(paced.text()) : data;
            return acted.player() + " " + what;
        }
    }
}
