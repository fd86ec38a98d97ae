package dev.playflux.room;

import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Host;
import dev.playflux.message.Refused;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the host of a room may do, as actions of its game, and who it is, as a view. */
final class HostRole {

    private HostRole() {}

    /** A game with the role. */
    static <S> GameSpec<S> in(GameSpec<S> game) {
        return (GameSpec<S>) game.view(
                        new ViewSpec<>(Host.VIEW, Host.class, new ViewSpec.Keys.Hosting<>(), (state, host) -> host))
                .run(Host.Pause.class, (player, pause) -> hosted(player).pause())
                .run(Host.Resume.class, (player, resume) -> hosted(player).resume())
                .run(Host.Kick.class, HostRole::kick)
                .run(
                        Host.Close.class,
                        (player, close) -> hosted(player).close(said(close.reason(), "closed by the host")));
    }

    /** Who has it: whoever has been there for longest. */
    static <S> Optional<Player<S>> of(GameSpec<S> game, Collection<Player<S>> players) {
        return game.hosted ? players.stream().findFirst() : Optional.empty();
    }

    /** What a host says is read by all, so it is no longer than what a close frame takes. */
    private static String said(@Nullable String reason, String otherwise) {
        return reason == null ? otherwise : new CloseReason(CloseReason.DONE.code(), reason).reason();
    }

    /** The room of a player who may do so. */
    private static <S> Room<S> hosted(Player<S> player) {
        Room<S> room = player.room();
        boolean host = room.host().filter(other -> other == player).isPresent();
        Refused.unless(host, Failure.NOT_ALLOWED, "only the room's host may do this");
        return room;
    }

    private static <S> void kick(Player<S> player, Host.Kick kick) {
        Player<S> out = hosted(player)
                .player(kick.player())
                .orElseThrow(() -> new Refused("no_such_player", "there is no such player here"));
        out.kick(said(kick.reason(), "kicked by the host"));
    }
}
