package dev.playflux.bench;

import dev.playflux.message.Body;
import dev.playflux.message.Limits;
import dev.playflux.recording.Recordings;
import dev.playflux.room.Game;
import dev.playflux.server.GameServer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;

/** The server of the scenarios, which README.md beside these sources describes: {@code BenchServer s1 9300}. */
final class BenchServer {
    private static final int EVERYBODY = 100_000;
    private static final int BLOB_BYTES = 2048;

    private record Nothing() {}

    private BenchServer() {}

    public static void main(String[] arguments) {
        GameServer server = GameServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[1]))
                .limits(Limits.DEFAULTS.withConnectionsPerAddress(EVERYBODY).withSessionsPerAddress(EVERYBODY))
                // One crowd follows another: who is gone keeps no seat.
                .game(game(arguments[0]).grace(Duration.ZERO));
        String folder = System.getenv("RECORD");
        (folder == null ? server : server.record(Recordings.files(Path.of(folder))))
                .bindNow()
                .onDispose()
                .block();
    }

    private static Game<?> game(String scenario) {
        return switch (scenario) {
            case "s1" -> arena();
            case "s2" -> blobs();
            case "s3" -> relay();
            case "s4" -> Game.named("quiet", Nothing::new).maxPlayers(EVERYBODY);
            default -> throw new IllegalArgumentException("no scenario '" + scenario + "', only s1 to s4");
        };
    }

    private static Game<Arena> arena() {
        return Game.simulation("arena", Arena::new)
                .maxPlayers(EVERYBODY)
                .onJoin((arena, player) -> arena.join(player.id()))
                .onLeave((arena, player) -> arena.leave(player.id()))
                .on(Arena.Steer.class, (arena, player, steer) -> arena.steer(player.id(), steer))
                .onTick((arena, tick) -> arena.step(tick.number(), tick.seconds()))
                .world(Arena.Seen.class, Arena::seen);
    }

    /** Bytes travel as Base64 where the codec has no bytes. */
    private static Game<Nothing> blobs() {
        return Game.named("blobs", Nothing::new).maxPlayers(EVERYBODY).onTick((nothing, tick) -> {
            tick.room().broadcast("blob", blob());
            return nothing;
        });
    }

    private static byte[] blob() {
        return ByteBuffer.allocate(BLOB_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(System.nanoTime())
                .array();
    }

    private static Game<Nothing> relay() {
        return Game.named("relay", Nothing::new)
                .maxPlayers(10)
                .run("relay", Body.class, (player, body) -> player.room().broadcastExcept(player, "relay", body));
    }
}
