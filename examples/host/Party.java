package host;

import dev.playflux.client.Disconnected;
import dev.playflux.client.GameClient;
import dev.playflux.client.GameLoop;
import dev.playflux.message.Failure;
import dev.playflux.message.Refused;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import dev.playflux.server.LocalAddress;
import dev.playflux.server.LocalAddresses;
import dev.playflux.server.RunningServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import people.Join;

/** All of the network: the game as a server's, and who plays it. The host's server is in the same JVM as its client. */
final class Party implements AutoCloseable {
    private static final Duration CHEERS = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int LONGEST_NAME = 12;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private record NextRound() {}

    private final @Nullable RunningServer server;
    private final GameClient client;

    private Party(@Nullable RunningServer server, GameClient client) {
        this.server = server;
        this.client = client;
    }

    static Game<Ice> game(int goal) {
        return Game.named("ice", () -> Ice.empty(goal))
                .maxPlayers(2)
                .tickRate(60)
                .onJoin(
                        Join.class,
                        (ice, player, join) -> ice.joined(
                                player.id(),
                                join.shownName(LONGEST_NAME, "Penguin"),
                                player.room().random()))
                .onAway((ice, player) -> ice.changed(player.id(), penguin -> penguin.here(false)))
                .onBack((ice, player) -> ice.changed(player.id(), penguin -> penguin.here(true)))
                .onLeave((ice, player, why) -> ice.left(player.id()))
                .on(
                        Steer.class,
                        (ice, player, steer) ->
                                ice.changed(player.id(), penguin -> penguin.steered(steer.dx(), steer.dy())))
                .when(NextRound.class, (ice, room, next) -> ice.winner() == null ? ice : ice.newRound(room.random()))
                .onTick((ice, tick) -> {
                    Ice stepped = ice.stepped(tick.seconds(), tick.room().random());
                    if (ice.winner() == null && stepped.winner() != null) {
                        tick.room().after(CHEERS, new NextRound());
                    }
                    return stepped;
                });
    }

    /** Serves the game on a port, 0 for any that is free, and plays it. */
    static Party host(String name, int port, int goal) {
        RunningServer server =
                GameServer.create().port(port).game(oneRoom(game(goal))).bindNow();
        try {
            return new Party(server, connect("localhost:" + server.port(), name));
        } catch (RuntimeException failed) {
            server.disposeNow();
            throw failed;
        }
    }

    /** A third guest finds the room full and would get one alone: there is none. */
    private static Game<Ice> oneRoom(Game<Ice> game) {
        AtomicReference<@Nullable String> open = new AtomicReference<>();
        return game.onOpen((ice, room) -> {
                    if (!open.compareAndSet(null, room.id())) {
                        throw new Refused(Failure.ROOM_FULL, "two play there already");
                    }
                    return ice;
                })
                .onClose((ice, room) -> {
                    open.updateAndGet(id -> room.id().equals(id) ? null : id);
                    return null;
                });
    }

    /** Plays with a host, at an address as {@link #invitations} gives them. */
    static Party join(String address, String name) {
        return new Party(null, connect(address, name));
    }

    private static GameClient connect(String address, String name) {
        return GameClient.create()
                .uri(URI.create("ws://" + address + "/play"))
                .options(new Join(name))
                .connectNow();
    }

    boolean hosts() {
        return server != null;
    }

    /** Where a guest may find this host, the likeliest first; nothing for a guest. */
    List<String> invitations() {
        return server == null ? List.of() : invitations(LocalAddresses.all(), server.port());
    }

    /** No friend is on this machine, unless it has no network at all. */
    static List<String> invitations(List<LocalAddress> addresses, int port) {
        boolean alone = addresses.stream().allMatch(LocalAddress::loopback);
        return addresses.stream()
                .filter(address -> alone || !address.loopback())
                .map(address -> address.uri(port).getRawAuthority())
                .toList();
    }

    /** What to say of the end: what the server said, if it said anything. */
    static String farewell(Disconnected gone) {
        return gone.text().isEmpty()
                ? "The server has ended it (" + gone.close().code() + ")"
                : gone.text();
    }

    /** To be pumped by whoever shows the game. */
    GameLoop loop() {
        return client.loop();
    }

    /** The own penguin's id. */
    @Nullable
    String me() {
        return client.player();
    }

    /** Leaves. Whoever hosts ends the game for the guest too, who is told so. */
    @Override
    public void close() {
        if (server == null) {
            client.closeNow();
            return;
        }
        server.rooms().forEach(room -> room.close("The host has ended the game"));
        server.drain(PATIENCE).block(LONGEST);
        client.closeNow();
    }
}
