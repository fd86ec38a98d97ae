package dev.playflux.testing;

import dev.playflux.message.CloseReason;
import dev.playflux.transport.Link;
import dev.playflux.transport.Loop;
import dev.playflux.transport.Receiver;
import java.util.List;
import java.util.function.LongSupplier;

/** The client's end of a link, of which all that travels is noted. */
record TappedLink(Link link, Traffic traffic, LongSupplier nanos) implements Link {

    @Override
    public String subProtocol() {
        return link.subProtocol();
    }

    @Override
    public String address() {
        return link.address();
    }

    @Override
    public Loop loop() {
        return link.loop();
    }

    @Override
    public void open(Receiver receiver) {
        link.open(new Receiver() {
            @Override
            public void message(byte[] bytes, boolean text) {
                traffic.heard(nanos.getAsLong(), bytes);
                receiver.message(bytes, text);
            }

            @Override
            public void turnEnded() {
                receiver.turnEnded();
            }

            @Override
            public void pong(long took) {
                receiver.pong(took);
            }

            @Override
            public void closed(CloseReason reason) {
                receiver.closed(reason);
            }
        });
    }

    @Override
    public void reading(boolean wanted) {
        link.reading(wanted);
    }

    @Override
    public boolean writable() {
        return link.writable();
    }

    @Override
    public long waiting() {
        return link.waiting();
    }

    @Override
    public void write(List<byte[]> parts) {
        traffic.sent(nanos.getAsLong(), parts);
        link.write(parts);
    }

    @Override
    public void flush() {
        link.flush();
    }

    @Override
    public void ping() {
        link.ping();
    }

    @Override
    public void close(CloseReason reason) {
        link.close(reason);
    }
}
