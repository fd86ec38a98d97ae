package chat;

import dev.playflux.message.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import people.Words;

/**
 * A chat, and its rules. What comes first is forgotten first, so that there is an end to what a late joiner has to read.
 *
 * @param people by id, in the order in which they came
 * @param lines the latest
 * @param count of all lines so far
 */
public record Chat(Map<String, Person> people, List<Line> lines, long count) {
    /** Lines that are kept. */
    static final int KEPT = 200;

    /** Characters of a line. */
    static final int LONGEST = 500;

    /** Who is back so soon has not been away, in ms: a page was loaded again. */
    static final long BLINK = 10_000;

    /** Keeps the order. */
    public Chat {
        people = Collections.unmodifiableMap(new LinkedHashMap<>(people));
        lines = List.copyOf(lines);
    }

    /** Nobody is here, and nothing was said. */
    public static Chat empty() {
        return new Chat(Map.of(), List.of(), 0);
    }

    /** With one more. Nobody has the name of another: a second Ada is Ada 2. */
    Chat joined(String id, String wished, long now) {
        String name = unused(wished);
        Chat joined = new Chat(with(id, new Person(name, false, now)), lines, count);
        Line last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
        if (last != null && last.kind() == Line.Kind.LEFT && last.name().equals(name) && now - last.at() < BLINK) {
            return new Chat(joined.people, lines.subList(0, lines.size() - 1), count);
        }
        return joined.line(Line.Kind.JOINED, id, "", now);
    }

    /** Without somebody. */
    Chat left(String id, long now) {
        Map<String, Person> fewer = new LinkedHashMap<>(people);
        fewer.remove(id);
        return new Chat(fewer, line(Line.Kind.LEFT, id, "", now).lines, count + 1);
    }

    /** With somebody's connection lost, or back. */
    Chat away(String id, boolean gone) {
        return new Chat(with(id, people.get(id).away(gone)), lines, count);
    }

    /** With one more line, unless it came too soon or is none. */
    Chat said(String id, Paced said) {
        long wait = (said.mayWriteAt() - said.at() + 999) / 1000;
        Refused.unless(!said.soon(), "too_fast", "Not so fast: you may write again in " + wait + " s");
        String text = Words.clean(said.text());
        Refused.unless(Words.visible(text), "no_text", "There is nothing to read in it");
        Refused.unless(Words.length(text) <= LONGEST, "too_long", "A line has at most " + LONGEST + " characters");
        Map<String, Person> slower = with(id, people.get(id).mayWriteAt(said.mayWriteAt()));
        return new Chat(slower, lines, count).line(Line.Kind.SAID, id, text, said.at());
    }

    private Chat line(Line.Kind kind, String id, String text, long now) {
        List<Line> more = new ArrayList<>(lines.subList(Math.max(0, lines.size() - KEPT + 1), lines.size()));
        more.add(new Line(count + 1, kind, id, people.get(id).name(), text, now));
        return new Chat(people, more, count + 1);
    }

    private String unused(String wished) {
        List<String> taken = people.values().stream().map(Person::name).toList();
        String name = wished;
        for (int number = 2; taken.contains(name); number++) {
            name = wished + " " + number;
        }
        return name;
    }

    private Map<String, Person> with(String id, Person person) {
        Map<String, Person> more = new LinkedHashMap<>(people);
        more.put(id, person);
        return more;
    }
}
