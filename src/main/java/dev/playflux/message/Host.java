package dev.playflux.message;

import org.jspecify.annotations.Nullable;

/**
 * Who hosts a room, as all of its clients see it in the view {@code host} of a game that has the role; and, as nested
 * records, what the host may do. Those are sent like any other message ({@code client.deliver(new Host.Pause())}); from
 * anybody else they are refused with {@code not_allowed}.
 *
 * @param player the id of the host; null while nobody has a seat
 * @param paused whether the room is
 */
public record Host(@Nullable String player, boolean paused) {
    /** The name of the view. */
    public static final String VIEW = "host";

    /** Stops the game's time. */
    @Action("host.pause")
    public record Pause() {}

    /** Lets the game's time go on. */
    @Action("host.resume")
    public record Resume() {}

    /**
     * Puts a player out of the room: its client is closed with 4003 and does not come back by itself.
     *
     * @param player the id
     * @param reason what the player reads, at most 123 bytes of it; null for "kicked by the host"
     */
    @Action("host.kick")
    public record Kick(String player, @Nullable String reason) {}

    /**
     * Ends the room for all: clients are closed with 4009.
     *
     * @param reason what the players read; null for "closed by the host"
     */
    @Action("host.close")
    public record Close(@Nullable String reason) {}
}
