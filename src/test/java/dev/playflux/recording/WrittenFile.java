package dev.playflux.recording;

import dev.playflux.message.Body;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What tests of a recording's file share: pages that are written in virtual time, and how that ended. */
abstract class WrittenFile {
    @TempDir
    Path directory;

    final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();
    final Sinks.Many<Page> pages = Sinks.many().unicast().onBackpressureBuffer();
    final AtomicReference<String> end = new AtomicReference<>();

    @AfterEach
    void reset() {
        VirtualTimeScheduler.reset();
    }

    static Recorded opening() {
        Body none = Body.of(Map.of());
        return new Recorded.Opening("g", "r", 0, 20, 1, 0, 0, 0, false, none, null, List.of());
    }

    /** Begins to write the pages to a file. */
    void write(Recordings recordings) {
        recordings
                .write("one", pages.asFlux())
                .subscribe(none -> {}, failed -> end.set(failed.getMessage()), () -> end.set("done"));
        pages.tryEmitNext(Page.of(List.of(opening())));
    }
}
