package dev.playflux.testing;

import dev.playflux.message.CloseReason;
import dev.playflux.transport.Link;
import dev.playflux.transport.Loop;
import dev.playflux.transport.Receiver;
import java.util.List;

/** A link that leaves everything to another; what is to be different is overridden. */
abstract class ForwardedLink implements Link {
    final Link link;

    ForwardedLink(Link link) {
        this.link = link;
    }

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
        link.open(receiver);
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
