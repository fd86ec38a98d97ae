package whiteboard;

import dev.playflux.message.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A board, and its rules. It has an end: where there is no more room, what was drawn first makes room for what is drawn next.
 *
 * @param artists by id, in the order in which they came
 * @param strokes the first one lies undermost
 * @param count of all strokes so far
 */
public record Board(Map<String, Artist> artists, List<Stroke> strokes, long count) {
    /** Strokes that are kept. */
    static final int MOST_STROKES = 600;

    /** Points of all strokes that are kept. */
    static final int MOST_POINTS = 30_000;

    /** Keeps the order. */
    public Board {
        artists = Collections.unmodifiableMap(new LinkedHashMap<>(artists));
        strokes = Collections.unmodifiableList(strokes);
    }

    /** Nobody is here, and nothing was drawn. */
    public static Board empty() {
        return new Board(Map.of(), List.of(), 0);
    }

    /** With one more artist. */
    Board joined(String id, String name) {
        return with(id, new Artist(name, false, 0, 0));
    }

    /** Without an artist; what was drawn stays. */
    Board left(String id) {
        Map<String, Artist> fewer = new LinkedHashMap<>(artists);
        fewer.remove(id);
        return new Board(fewer, strokes, count);
    }

    /** With an artist's pointer somewhere else. */
    Board pointed(String id, Point point) {
        point.check();
        return with(id, new Artist(artists.get(id).name(), point.on(), point.x(), point.y()));
    }

    /** With an artist's pointer off the board. */
    Board unpointed(String id) {
        Artist artist = artists.get(id);
        return with(id, new Artist(artist.name(), false, artist.x(), artist.y()));
    }

    /** With one more stroke, or one that is longer. */
    Board drawn(String id, Draw draw) {
        draw.check();
        List<Stroke> more = new ArrayList<>(strokes);
        int at = last(id);
        Stroke last = at < 0 ? null : strokes.get(at);
        if (last != null && last.own() == draw.stroke()) {
            Stroke longer = last.longer(draw.path());
            Refused.unless(
                    longer.points() <= Stroke.LONGEST,
                    "too_long",
                    "A stroke has at most " + Stroke.LONGEST + " points");
            more.set(at, longer);
            return roomy(more, count);
        }
        Refused.unless(last == null || last.own() < draw.stroke(), "stroke_over", "That stroke has ended");
        more.add(new Stroke(count + 1, id, draw.stroke(), draw.colour(), draw.nib(), draw.path()));
        return roomy(more, count + 1);
    }

    /** Without the last stroke of an artist. */
    Board undone(String id) {
        int at = last(id);
        Refused.unless(at >= 0, "nothing_to_undo", "There is nothing of yours to undo");
        List<Stroke> fewer = new ArrayList<>(strokes);
        fewer.remove(at);
        return new Board(artists, fewer, count);
    }

    private Board roomy(List<Stroke> strokes, long count) {
        int points = strokes.stream().mapToInt(Stroke::points).sum();
        int gone = Math.max(0, strokes.size() - MOST_STROKES);
        for (Stroke first : strokes.subList(0, gone)) {
            points -= first.points();
        }
        while (points > MOST_POINTS) {
            points -= strokes.get(gone++).points();
        }
        return new Board(artists, strokes.subList(gone, strokes.size()), count);
    }

    private int last(String id) {
        for (int at = strokes.size() - 1; at >= 0; at--) {
            if (strokes.get(at).by().equals(id)) {
                return at;
            }
        }
        return -1;
    }

    private Board with(String id, Artist artist) {
        Map<String, Artist> more = new LinkedHashMap<>(artists);
        more.put(id, artist);
        return new Board(more, strokes, count);
    }
}
