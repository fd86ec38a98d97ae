package dev.playflux.room;

import dev.playflux.connection.Sessions;
import dev.playflux.message.Limits;
import dev.playflux.metrics.Metrics;
import dev.playflux.recording.Recordings;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * What all rooms of a server share.
 *
 * @param workers the threads of the rooms
 * @param clock the time
 * @param seeds of the rooms' chance
 * @param sessions that clients may come back to
 * @param store where rooms outlive the server; null if they do not
 * @param recordings where rooms are recorded; null if they are not
 * @param limits that a welcome tells
 * @param metrics what is counted
 * @param development whether causes go into {@code $error} messages, and state changed in place is looked for every tick
 * @param onError hears where every fault happened and what was thrown, besides the game's own hook
 */
public record RoomSettings(
        List<Scheduler> workers,
        Scheduler clock,
        Supplier<Long> seeds,
        Sessions sessions,
        @Nullable Store store,
        @Nullable Recordings recordings,
        Limits limits,
        Metrics metrics,
        boolean development,
        BiConsumer<String, Throwable> onError) {}
