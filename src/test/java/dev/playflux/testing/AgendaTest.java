package dev.playflux.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

/** The order in which virtual time does things, on which it depends that a match is always the same. */
class AgendaTest {
    private final VirtualClock clock = new VirtualClock(thrown -> {
        throw new AssertionError(thrown);
    });

    /** Against a list that is searched. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void tasksComeByMomentAndThenByTheirAddingWhoeverIsTakenOut(long seed) {
        Random random = new Random(seed);
        VirtualWorker worker = new VirtualWorker(clock);
        Agenda agenda = new Agenda();
        List<DueTask> added = new ArrayList<>();
        long now = 0;
        int most = 0;
        for (int i = 0; i < 6_000; i++) {
            int what = random.nextInt(20);
            if (what < 11) {
                DueTask task = new DueTask(worker, () -> {}, now + random.nextInt(100), 0);
                agenda.add(task, now);
                added.add(task);
            } else if (!added.isEmpty() && what < 15) {
                DueTask task = added.get(random.nextInt(added.size()));
                boolean waits = task.place >= 0;
                agenda.remove(task);
                assertThat(waits && !added.remove(task)).isFalse();
            } else if (!added.isEmpty()) {
                DueTask first = added.stream()
                        .min(Comparator.comparingLong(task -> task.at))
                        .orElseThrow();
                assertThat(agenda.first()).as("seed %d, step %d", seed, i).isSameAs(first);
                agenda.removeFirst();
                added.remove(first);
                now = first.at;
            }
            assertThat(agenda.size()).as("seed %d, step %d", seed, i).isEqualTo(added.size());
            most = Math.max(most, added.size());
        }
        assertThat(most).as("the heap has grown").isGreaterThan(128);
    }

    @Test
    void whatIsCancelledDoesNotWaitAndDoesNotRun() {
        List<String> ran = new ArrayList<>();
        Disposable later = clock.schedule(() -> ran.add("later"), 10, TimeUnit.MILLISECONDS);
        clock.schedule(() -> ran.add("last"), 20, TimeUnit.MILLISECONDS);
        assertThat(clock.waiting()).isEqualTo(2);
        later.dispose();
        assertThat(clock.waiting()).isEqualTo(1);
        clock.until(Duration.ofSeconds(1), () -> false);
        assertThat(ran).containsExactly("last");
    }
}
