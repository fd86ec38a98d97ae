package dev.playflux.recording;

import dev.playflux.message.PlayfluxException;
import dev.playflux.message.Printable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.concurrent.Queues;

/**
 * Writes one file. The room leaves pages in a queue and wakes nobody; twice a second a worker of Reactor's elastic threads
 * takes them, makes bytes of them, and writes a block. All but the queue belongs to that worker. A bound ends the file after
 * a whole step.
 */
final class Scribe {
    private static final Logger log = LoggerFactory.getLogger(Recordings.class);
    private static final long EVERY = 500;
    private static final int LARGE = 1 << 20;

    private final Recordings settings;
    private final String name;
    private final Disk disk;
    private final Scheduler.Worker worker = Schedulers.boundedElastic().createWorker();
    private final Queue<Page> pages = Queues.<Page>unboundedMultiproducer().get();
    private final AtomicLong waiting = new AtomicLong();
    private final ByteOut out = new ByteOut();
    private final Entries entries = new Entries(out);
    private final Sinks.Empty<Void> done = Sinks.empty();
    private volatile boolean over;
    private volatile boolean complete;
    private volatile boolean lost;
    private volatile @Nullable Disposable source;
    private @Nullable Blocks blocks;
    private long longest = Long.MAX_VALUE;
    private long steps;
    private boolean full;
    private int mark;

    /** Where the bytes go. */
    interface Disk {
        WritableByteChannel open(Path file) throws IOException;
    }

    Scribe(Recordings settings, String name, Disk disk) {
        this.settings = settings;
        this.name = name;
        this.disk = disk;
    }

    /** Writes to a new file. */
    static Scribe of(Recordings settings, String name) {
        return new Scribe(settings, name, file -> {
            Files.createDirectories(settings.directory());
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        });
    }

    Mono<Void> write(Flux<Page> room) {
        worker.schedulePeriodically(this::work, EVERY, EVERY, TimeUnit.MILLISECONDS);
        source = room.subscribe(this::take, failed -> complete(), this::complete);
        return done.asMono();
    }

    /**
     * When too much waits, what belongs to the step at hand is taken still: an entry may be that the call before it threw,
     * and a file must not end between the two.
     */
    private void take(Page page) {
        if (over || lost) {
            return;
        }
        long before = waiting.getAndAdd(page.weight());
        boolean fits = page.fits(before);
        Page step = fits ? null : page.step();
        if (step != null) {
            pages.add(step);
        } else if (fits || before + page.weight() <= 2 * Page.HEAVIEST) {
            pages.add(page);
            return;
        }
        lost = true;
    }

    private void complete() {
        complete = true;
        worker.schedule(this::work);
    }

    private void work() {
        if (over) {
            return;
        }
        try {
            boolean last = complete;
            boolean behind = lost;
            for (Page page = pages.poll(); page != null && !over; page = pages.poll()) {
                waiting.getAndAdd(-page.weight());
                write(page.entries());
            }
            if (behind && !over) {
                end("the disk did not keep up");
            }
            flush();
            if (last || over) {
                close();
            }
        } catch (Throwable failed) {
            failed(failed);
        }
    }

    private void write(List<Recorded> page) throws IOException {
        for (Recorded entry : page) {
            if (entry instanceof Recorded.Opening opening) {
                longest = Math.max(1, settings.maxTime().toMillis() * opening.tickRate() / 1000);
            }
            mark = out.size();
            entries.write(entry);
            steps += entry instanceof Recorded.Stepped ? 1 : 0;
            over |= entry instanceof Recorded.Ended;
            if (out.size() > LARGE) {
                flush();
            }
            if (entry instanceof Recorded.Passed) {
                passed();
            }
            if (over) {
                return;
            }
        }
    }

    /** A step is over, and the file, if it has reached a bound. */
    private void passed() {
        if (full) {
            end("it was " + settings.maxBytes() + " bytes long");
        } else if (steps >= longest) {
            end("it was " + settings.maxTime() + " long");
        }
    }

    /** Ends the recording before its room does. */
    private void end(String reason) {
        entries.write(new Recorded.Ended(reason));
        over = true;
        log.warn("the recording {} ends before its room: {}", name, new Printable(reason));
    }

    private void flush() throws IOException {
        if (out.size() > 0) {
            Blocks file = open();
            file.write(out.array(), out.size());
            out.clear();
            mark = 0;
            full = file.written() >= settings.maxBytes();
        }
    }

    private Blocks open() throws IOException {
        Blocks file = blocks;
        if (file == null) {
            file = new Blocks(disk.open(settings.directory().resolve(name + ".pfr")));
            blocks = file;
        }
        return file;
    }

    /** What could not be written is left out, and why stands last, if that can be written. */
    private void failed(Throwable why) {
        String text = why instanceof StackOverflowError ? "it is nested too deeply" : String.valueOf(why.getMessage());
        over = true;
        try {
            if (!(why instanceof IOException)) {
                out.cut(mark);
                entries.write(new Recorded.Ended("it cannot be recorded: " + text));
                flush();
            }
        } catch (Throwable again) {
            why.addSuppressed(again);
        }
        try {
            closeFile();
        } catch (Throwable again) {
            why.addSuppressed(again);
        }
        done.tryEmitError(new PlayfluxException("the recording " + name + " ends here: " + text, why));
    }

    private void close() throws IOException {
        over = true;
        closeFile();
        done.tryEmitEmpty();
    }

    private void closeFile() throws IOException {
        release();
        if (blocks != null) {
            blocks.close();
        }
    }

    private void release() {
        pages.clear();
        Disposable room = source;
        if (room != null) {
            room.dispose();
        }
        worker.dispose();
    }
}
