package dev.playflux.testing;

import dev.playflux.message.CloseReason;
import dev.playflux.transport.Endpoint;
import dev.playflux.transport.Link;
import dev.playflux.transport.Listener;
import dev.playflux.transport.Receiver;
import dev.playflux.transport.Transport;
import java.net.URI;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** A network whose clients are listened to: each message that one receives is heard, byte for byte. */
public record TappedTransport(Transport network, Consumer<byte[]> heard) implements Transport {

    @Override
    public Mono<Listener> listen(Endpoint endpoint, Consumer<Link> accept) {
        return network.listen(endpoint, accept);
    }

    @Override
    public Mono<Link> connect(URI uri, String subProtocol) {
        return network.connect(uri, subProtocol).map(link -> new Tapped(link, heard));
    }

    private static final class Tapped extends ForwardedLink {
        private final Consumer<byte[]> heard;

        Tapped(Link link, Consumer<byte[]> heard) {
            super(link);
            this.heard = heard;
        }

        @Override
        public void open(Receiver receiver) {
            link.open(new Receiver() {
                @Override
                public void message(byte[] bytes, boolean text) {
                    heard.accept(bytes.clone());
                    receiver.message(bytes, text);
                }

                @Override
                public void turnEnded() {
                    receiver.turnEnded();
                }

                @Override
                public void pong(long nanos) {
                    receiver.pong(nanos);
                }

                @Override
                public void closed(CloseReason reason) {
                    receiver.closed(reason);
                }
            });
        }
    }
}
