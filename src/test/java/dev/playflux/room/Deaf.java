package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.connection.Inlet;
import dev.playflux.connection.RoundTrip;
import dev.playflux.connection.Wire;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Failure;
import dev.playflux.message.Message;
import dev.playflux.message.NetworkConditions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

/** A wire that hears nothing, counts what is written, and keeps who listens. */
final class Deaf implements Wire {
    private static final Executor LOOP = Runnable::run;

    int written;

    @Nullable
    Inlet inlet;

    @Override
    public String id() {
        return "deaf";
    }

    @Override
    public String address() {
        return "nowhere";
    }

    @Override
    public Codec codec() {
        return Codec.json();
    }

    @Override
    public void codec(Codec codec) {}

    @Override
    public void conditions(NetworkConditions out, NetworkConditions in) {}

    @Override
    public Executor loop() {
        return LOOP;
    }

    @Override
    public void attach(Inlet inlet) {
        this.inlet = inlet;
    }

    @Override
    public void hold(Inlet next) {}

    @Override
    public void hold() {}

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public long waiting() {
        return 0;
    }

    @Override
    public Sinks.Many<Message> outbound() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Sinks.EmitResult emit(Encoded envelope) {
        return Sinks.EmitResult.OK;
    }

    @Override
    public void drain() {}

    @Override
    public void write(List<Encoded> envelopes) {
        written++;
    }

    @Override
    public void refuse(Failure failure) {}

    @Override
    public void settle(long seq, List<Failure> refused) {}

    @Override
    public long settled() {
        return 0;
    }

    @Override
    public void resumed(long seq) {}

    @Override
    public void offended(String problem) {}

    @Override
    public void most(int messageBytes) {}

    @Override
    public RoundTrip roundTrip() {
        return RoundTrip.NONE;
    }

    @Override
    public void beat() {}

    @Override
    public Duration silent() {
        return Duration.ZERO;
    }

    @Override
    public void fail(@Nullable Failure failure, CloseReason reason) {}

    @Override
    public void close(CloseReason reason) {}
}
