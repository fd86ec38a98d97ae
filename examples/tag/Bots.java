package tag;

import dev.playflux.client.GameClient;
import dev.playflux.room.Room;
import java.net.URI;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Players of the JVM client that keep the first visitors of a room company and leave as more come. They are on the same
 * wire as everybody else and know no more.
 */
public final class Bots {
    private static final int ENOUGH_PLAYERS = 4;

    /** They look at the world seldom, which makes them react like people. */
    private static final Duration REACTION = Duration.ofMillis(150);

    private static final String[] NAMES = {"Pixel", "Widget", "Gizmo"};

    private final Mono<URI> server;

    /** Bots for a server, whose address may be known later. */
    public Bots(Mono<URI> server) {
        this.server = server;
    }

    /** The company of a room, for {@code Game.pipeline}: cancelled, all bots leave. */
    public Publisher<?> company(Room<Tag> room) {
        Deque<GameClient> bots = new ConcurrentLinkedDeque<>();
        return room.states()
                .map(Tag::people)
                .distinctUntilChanged()
                .concatMap(people -> adjust(room, bots, wanted(people)), 1)
                .doFinally(end -> bots.forEach(GameClient::close));
    }

    /** Nobody plays for bots: without people they leave, and the room can close. */
    static int wanted(long people) {
        return people == 0 ? 0 : (int) Math.max(0, ENOUGH_PLAYERS - people);
    }

    private Publisher<?> adjust(Room<Tag> room, Deque<GameClient> bots, int wanted) {
        while (bots.size() > wanted) {
            bots.pop().close();
        }
        return Flux.range(bots.size(), wanted - bots.size())
                .concatMap(number -> join(room, NAMES[number]))
                .doOnNext(bots::push);
    }

    private Mono<GameClient> join(Room<Tag> room, String name) {
        return server.flatMap(uri -> GameClient.create()
                        .uri(uri)
                        .room(room.id())
                        .options(new Join(name, true))
                        .connect())
                .doOnNext(Bots::play)
                .onErrorComplete(); // The room has closed meanwhile, or is full.
    }

    private static void play(GameClient client) {
        client.states(Tag.class)
                .sample(REACTION)
                .scan(new Steer(0, 0), (last, tag) -> Brain.steer(tag, client.player(), last))
                .distinctUntilChanged()
                .subscribe(client::input);
    }
}
