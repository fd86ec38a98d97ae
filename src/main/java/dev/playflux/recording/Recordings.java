package dev.playflux.recording;

import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where the rooms of a server are recorded: a file for each, in a directory. What a room was given is written at least once a
 * second, so a process that is killed leaves all but that. A disk that does not keep up, or fails, ends the recording and
 * never holds up the room.
 *
 * @param directory made if it is not there
 * @param every how many ticks there are between two states with a fingerprint; 0 for a second's
 * @param maxBytes after which a file ends
 * @param maxTime after which a file ends, at most ten years
 */
public record Recordings(Path directory, int every, long maxBytes, Duration maxTime) {

    private static final Duration LONGEST = Duration.ofDays(3650);

    /** Checks the bounds. */
    public Recordings {
        if (maxTime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a recording lasts no longer than ten years, was " + maxTime);
        }
        if (every < 0 || maxBytes < 1 || maxTime.isNegative() || maxTime.isZero()) {
            throw new IllegalArgumentException(
                    "a recording has positive bounds, was " + every + " ticks, " + maxBytes + " bytes, " + maxTime);
        }
    }

    /** Files in a directory, of at most 64 MiB and 2 hours each, with a fingerprint each second. */
    public static Recordings files(Path directory) {
        return new Recordings(directory, 0, 64L << 20, Duration.ofHours(2));
    }

    /** With a state and its fingerprint after each so many ticks. */
    public Recordings every(int ticks) {
        return new Recordings(directory, ticks, maxBytes, maxTime);
    }

    /** With other bounds, whichever comes first. */
    public Recordings bounds(long maxBytes, Duration maxTime) {
        return new Recordings(directory, every, maxBytes, maxTime);
    }

    /**
     * Writes a recording to a file. Hot, runs once whether subscribed or not; completes when the file is closed, or fails with
     * why it could not be written, on Reactor's elastic threads; replays that; cancel ends nothing.
     *
     * @param name of the file, without its ending
     * @param pages the entries from the {@link Recorded.Opening} on; subscribed at once, without back-pressure
     */
    public Mono<Void> write(String name, Flux<Page> pages) {
        return Scribe.of(this, name).write(pages);
    }
}
