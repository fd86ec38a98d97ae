package dev.playflux.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.message.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;

class PiecesTest {
    private final List<Throwable> dropped = new ArrayList<>();

    @BeforeEach
    void listen() {
        Hooks.onErrorDropped(dropped::add);
    }

    @AfterEach
    void reset() {
        Hooks.resetOnErrorDropped();
    }

    @Test
    void whoCancelsWhileAPieceIsMadeHearsNoFault() {
        List<Object> heard = new ArrayList<>();
        BaseSubscriber<byte[]> reader = new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(byte[] piece) {
                heard.add(piece);
            }

            @Override
            protected void hookOnError(Throwable failed) {
                heard.add(failed);
            }
        };
        // It is asked for its value in the middle of the piece.
        Body cancels = type -> {
            reader.cancel();
            return Map.of();
        };
        Recording.bytes(Flux.just(WrittenFile.opening(), new Recorded.Changed(cancels)))
                .subscribe(reader);
        assertThat(reader.isDisposed()).isTrue();
        assertThat(heard).isEmpty();
        assertThat(dropped).isEmpty();
    }

    @Test
    void afterTheEndThereAreNoMore() {
        Pieces pieces = new Pieces();
        assertThat(pieces.of(List.of(WrittenFile.opening()))).isNotEmpty();
        pieces.close();
        assertThat(pieces.of(List.of(new Recorded.Opened()))).isNull();
        pieces.close();
    }
}
