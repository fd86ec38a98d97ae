package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TreeSourceTest {
    private final Source source = Source.tree();
    private long tick;

    record Point(double x, double y) {}

    record Runner(String name, Point at, int score) {}

    private boolean publish(@Nullable Object value) {
        return source.publish(value, ++tick, false, path -> {
            throw new AssertionError(path);
        });
    }

    private String section(long base) {
        return Wire.text(source.section(Wire.JSON, base)).replace('"', '\'');
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    /** A map with a member that makes every patch smaller than the full value. */
    private static Map<String, Object> big(Object... entries) {
        Map<String, Object> map = map(entries);
        map.put("big", "x".repeat(200));
        return map;
    }

    @Test
    void theFirstSectionIsTheFullValue() {
        assertThat(source.changed()).isZero();
        assertThat(publish(new Runner("Ada", new Point(1, 2.5), 3))).isTrue();
        assertThat(source.changed()).isEqualTo(1);
        assertThat(section(0)).isEqualTo("{'full':{'name':'Ada','at':{'x':1.0,'y':2.5},'score':3}}");
    }

    @Test
    void aChangedMemberIsSetAndAMemberChangedInsideIsDescendedInto() {
        Point still = new Point(1, 1);
        publish(big("p1", new Runner("Ada", new Point(1, 2), 3), "p2", new Runner("Bob", still, 0)));
        publish(big("p1", new Runner("Ada", new Point(1.5, 2), 4), "p2", new Runner("Bob", still, 0)));
        assertThat(section(1)).isEqualTo("{'patch':{'in':{'p1':{'set':{'score':4},'in':{'at':{'set':{'x':1.5}}}}}}}");
    }

    @Test
    void aMemberOfWhichEverythingChangedIsSetWhole() {
        publish(big("p1", new Runner("Ada", new Point(1, 2), 3)));
        publish(big("p1", new Runner("Ada", new Point(3, 4), 3)));
        assertThat(section(1)).isEqualTo("{'patch':{'in':{'p1':{'set':{'at':{'x':3.0,'y':4.0}}}}}}");
    }

    @Test
    void aRenamedMemberIsRemovedAndAdded() {
        publish(big("a", 1, "b", 2));
        publish(big("a", 1, "c", 2));
        assertThat(section(1)).isEqualTo("{'patch':{'del':['b'],'set':{'c':2}}}");
    }

    @Test
    void aMemberThatWentAndCameBackIsSet() {
        publish(big("a", Map.of("x", 1)));
        publish(big());
        publish(big("a", Map.of("x", 1)));
        assertThat(section(1)).isEqualTo("{'patch':{'set':{'a':{'x':1}}}}");
        assertThat(section(2)).isEqualTo("{'patch':{'set':{'a':{'x':1}}}}");
    }

    @Test
    void aMemberThatWentCameBackAndWentIsRemovedOnce() {
        publish(big("a", 1));
        publish(big());
        publish(big("a", 2));
        publish(big());
        assertThat(section(1)).isEqualTo("{'patch':{'del':['a']}}");
        assertThat(section(2)).isEqualTo("{'patch':{}}");
        assertThat(section(3)).isEqualTo("{'patch':{'del':['a']}}");
    }

    @Test
    void aMemberThatCameAndWentSinceIsNotMentioned() {
        publish(big());
        publish(big("a", 1));
        publish(big("b", 1));
        assertThat(section(1)).isEqualTo("{'patch':{'set':{'b':1}}}");
        assertThat(section(2)).isEqualTo("{'patch':{'del':['a'],'set':{'b':1}}}");
    }

    @Test
    void anObjectThatLostEverythingIsSetWhole() {
        publish(big("o", Map.of("a", 1)));
        publish(big("o", Map.of()));
        assertThat(section(1)).isEqualTo("{'patch':{'set':{'o':{}}}}");
    }

    @Test
    void aChangedKindIsSet() {
        List<Object> kinds = Arrays.asList(Map.of("a", 1), List.of(1), "s", 1, 1.0, true, null, List.of(), Map.of());
        for (Object from : kinds) {
            for (Object to : kinds) {
                publish(big("k", from));
                boolean changed = publish(big("k", to));
                assertThat(changed).isEqualTo(from != to);
                if (changed) {
                    String json = Wire.travelled(to).toString().replace('"', '\'');
                    assertThat(section(tick - 1)).isEqualTo("{'patch':{'set':{'k':" + json + "}}}");
                }
            }
        }
    }

    @Test
    void nullIsAnOrdinaryValue() {
        publish(big("a", 1));
        publish(big("a", null, "b", null));
        assertThat(section(1)).isEqualTo("{'patch':{'set':{'a':null,'b':null}}}");
        publish(big());
        assertThat(section(2)).isEqualTo("{'patch':{'del':['a','b']}}");
    }

    @Test
    void aValueMayBeNull() {
        assertThat(publish(null)).isTrue();
        assertThat(section(0)).isEqualTo("{'full':null}");
        assertThat(publish(null)).isFalse();
    }

    @Test
    void theOrderOfAMapMeansNothing() {
        publish(map("a", 1, "b", 2));
        assertThat(publish(map("b", 2, "a", 1))).isFalse();
        assertThat(publish(new TreeMap<>(Map.of("b", 2, "a", 1)))).isFalse();
        assertThat(publish(map("b", 2, "a", 3))).isTrue();
    }

    @Test
    void anItemIsSetOrDescendedIntoByItsIndex() {
        publish(big("l", List.of(1, 2, new Point(1, 1), "s".repeat(20))));
        publish(big("l", List.of(1, 3, new Point(1, 2), "s".repeat(20))));
        assertThat(section(1)).isEqualTo("{'patch':{'in':{'l':{'set':{'1':3},'in':{'2':{'set':{'y':2.0}}}}}}}");
    }

    @Test
    void anArrayIsCutAndGrown() {
        publish(big("l", List.of(1, 2, 3)));
        publish(big("l", List.of(1)));
        assertThat(section(1)).isEqualTo("{'patch':{'in':{'l':{'len':1}}}}");
        publish(big("l", List.of(1, 2, 4)));
        assertThat(section(1)).isEqualTo("{'patch':{'in':{'l':{'len':3,'set':{'1':2,'2':4}}}}}");
        assertThat(section(2)).isEqualTo("{'patch':{'in':{'l':{'len':3,'set':{'1':2,'2':4}}}}}");
    }

    @Test
    void thePatchOfARootArrayIsOneOfAnArray() {
        publish(List.of("x".repeat(100), 1));
        publish(List.of("x".repeat(100), 2, 3));
        assertThat(section(1)).isEqualTo("{'patch':{'len':3,'set':{'1':2,'2':3}}}");
    }

    @Test
    void whereThePatchWouldNotBeSmallerTheFullValueIsSent() {
        publish(map("a", 1, "b", 2, "c", 3));
        publish(map("a", 1, "b", 3, "c", 4));
        assertThat(section(1)).isEqualTo("{'full':{'a':1,'b':3,'c':4}}");
        publish(map("a", 2, "b", 4, "c", 5));
        assertThat(section(2)).startsWith("{'full'");
    }

    @Test
    void theSameInstanceIsNotLookedInto() {
        int[] looks = {0};
        List<Integer> watched = new AbstractList<>() {
            @Override
            public Integer get(int i) {
                looks[0]++;
                return i;
            }

            @Override
            public int size() {
                return 3;
            }
        };
        publish(map("watched", watched));
        assertThat(looks[0]).isEqualTo(3);
        publish(map("watched", watched));
        assertThat(looks[0]).isEqualTo(3);
        source.publish(map("watched", watched), ++tick, true, path -> {});
        assertThat(looks[0]).isEqualTo(6);
    }

    @Test
    void anEqualInstanceIsRememberedForTheNextTick() {
        List<Integer> first = new ArrayList<>(List.of(1, 2));
        List<Integer> second = new ArrayList<>(List.of(1, 2));
        publish(map("l", first));
        assertThat(publish(map("l", second))).isFalse();
        second.set(0, 9);
        assertThat(publish(map("l", second))).isFalse();
        assertThat(publish(map("l", new ArrayList<>(second)))).isTrue();
        assertThat(section(1)).isEqualTo("{'full':{'l':[9,2]}}");
    }
}
