package dev.playflux.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Encoded;
import dev.playflux.message.CloseReason;
import dev.playflux.message.Message;
import dev.playflux.message.NotEncodable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Scannable;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitResult;
import reactor.test.StepVerifier;

@Timeout(60)
class OutboundSinkTest {
    private static final int THREADS = 4;
    private static final int MESSAGES = 100_000;

    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicLong waiting = new AtomicLong();
    private final OutboundSink sink = sink(256);

    private OutboundSink sink(int capacity) {
        return new OutboundSink(
                capacity, Codec.json()::encode, waiting::get, wakes::incrementAndGet, dropped::incrementAndGet);
    }

    private static Message message(Object data) {
        return Message.of("n", data);
    }

    private static String text(Encoded envelope) {
        StringBuilder text = new StringBuilder();
        envelope.parts().forEach(part -> text.append(new String(part, StandardCharsets.UTF_8)));
        return text.toString();
    }

    @Test
    void whatIsAcceptedIsTakenInOrderAndWakesTheLoopOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(sink.tryEmitNext(message(i))).isEqualTo(EmitResult.OK);
        }
        assertThat(wakes).hasValue(1);
        assertThat(sink.take())
                .extracting(OutboundSinkTest::text)
                .containsExactly(
                        "{\"action\":\"n\",\"data\":0}",
                        "{\"action\":\"n\",\"data\":1}",
                        "{\"action\":\"n\",\"data\":2}");
        assertThat(sink.take()).isEmpty();
        sink.tryEmitNext(message(3));
        assertThat(wakes).hasValue(2);
    }

    @Test
    void aMessageTooManyIsRefusedAndEndsNothing() {
        for (int i = 0; i < 256; i++) {
            assertThat(sink.tryEmitNext(message(i))).isEqualTo(EmitResult.OK);
        }
        assertThat(sink.tryEmitNext(message(256))).isEqualTo(EmitResult.FAIL_OVERFLOW);
        assertThat(sink.scan(Scannable.Attr.BUFFERED)).isEqualTo(256);
        assertThat(sink.take()).hasSize(256);
        assertThat(sink.scan(Scannable.Attr.BUFFERED)).isZero();
        assertThat(sink.tryEmitNext(message(257))).isEqualTo(EmitResult.OK);
        assertThat(sink.scan(Scannable.Attr.TERMINATED)).isFalse();
    }

    @Test
    void bytesTooManyAreRefusedThoseInTheSocketIncluded() {
        String big = "x".repeat(40_000);
        assertThat(sink.tryEmitNext(message(big))).isEqualTo(EmitResult.OK);
        assertThat(sink.tryEmitNext(message(big))).as("64 KiB do not wait yet").isEqualTo(EmitResult.OK);
        assertThat(sink.tryEmitNext(message(1))).isEqualTo(EmitResult.FAIL_OVERFLOW);
        sink.take();
        assertThat(sink.tryEmitNext(message(1))).isEqualTo(EmitResult.OK);
        waiting.set(Wire.UNSENT);
        assertThat(sink.tryEmitNext(message(1))).isEqualTo(EmitResult.FAIL_OVERFLOW);
        waiting.set(0);
        assertThat(sink.tryEmitNext(message(1))).isEqualTo(EmitResult.OK);
    }

    @Test
    void theLastPlacesAreGivenOnceHoweverManyRaceForThem() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < 3000; round++) {
                OutboundSink narrow = sink(4);
                CyclicBarrier start = new CyclicBarrier(THREADS);
                AtomicInteger accepted = new AtomicInteger();
                List<Future<?>> racers = new ArrayList<>();
                for (int t = 0; t < THREADS; t++) {
                    racers.add(pool.submit(() -> {
                        start.await();
                        for (int i = 0; i < 3; i++) {
                            accepted.addAndGet(narrow.tryEmitNext(message(i)).isSuccess() ? 1 : 0);
                        }
                        return null;
                    }));
                }
                for (Future<?> racer : racers) {
                    racer.get(10, TimeUnit.SECONDS);
                }
                assertThat(accepted).as("accepted in round " + round).hasValue(4);
                assertThat(narrow.take()).hasSize(4);
                assertThat(narrow.take()).isEmpty();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anEndedSinkAcceptsNothingMore() {
        sink.tryEmitNext(message(1));
        assertThat(sink.tryEmitComplete()).isEqualTo(EmitResult.OK);
        assertThat(sink.tryEmitNext(message(2))).isEqualTo(EmitResult.FAIL_TERMINATED);
        assertThat(sink.tryEmitComplete()).isEqualTo(EmitResult.FAIL_TERMINATED);
        assertThat(sink.tryEmitError(new IllegalStateException())).isEqualTo(EmitResult.FAIL_TERMINATED);
        assertThat(sink.ended()).as("not before everything has been taken").isNull();
        assertThat(sink.take()).hasSize(1);
        assertThat(sink.ended()).isEqualTo(CloseReason.DONE);
        assertThat(sink.scan(Scannable.Attr.TERMINATED)).isTrue();
    }

    @Test
    void anErrorIsTheEndThatTheLoopSees() {
        IllegalStateException error = new IllegalStateException("over");
        assertThat(sink.tryEmitError(error)).isEqualTo(EmitResult.OK);
        assertThat(sink.ended()).isEqualTo(new CloseReason(1011, "internal error"));
        assertThat(sink.scan(Scannable.Attr.ERROR)).isSameAs(error);
        assertThat(wakes).hasValue(1);
    }

    @Test
    void aSinkThatIsToCloseAcceptsNothingMoreAndClosesWhenEverythingIsTaken() {
        sink.tryEmitNext(message(1));
        CloseReason kicked = new CloseReason(4003, "out");
        sink.close(kicked);
        assertThat(sink.tryEmitNext(message(2))).isEqualTo(EmitResult.FAIL_CANCELLED);
        assertThat(sink.ended()).isNull();
        assertThat(sink.take()).hasSize(1);
        assertThat(sink.ended()).isEqualTo(kicked);
    }

    @Test
    void aSinkWhoseLinkIsGoneSaysSo() {
        assertThat(sink.currentSubscriberCount()).isEqualTo(1);
        sink.cancel();
        assertThat(sink.tryEmitNext(message(1))).isEqualTo(EmitResult.FAIL_CANCELLED);
        assertThat(sink.tryEmitComplete()).isEqualTo(EmitResult.FAIL_CANCELLED);
        assertThat(sink.tryEmitError(new IllegalStateException())).isEqualTo(EmitResult.FAIL_CANCELLED);
        assertThat(sink.currentSubscriberCount()).isZero();
        assertThat(sink.scan(Scannable.Attr.CANCELLED)).isTrue();
    }

    @Test
    void emitNextAsksTheHandlerAndThenDropsAndCounts() {
        OutboundSink small = sink(1);
        small.emitNext(message(1), Sinks.EmitFailureHandler.FAIL_FAST);
        List<EmitResult> asked = new ArrayList<>();
        small.emitNext(message(2), (signal, result) -> {
            assertThat(signal).isEqualTo(SignalType.ON_NEXT);
            asked.add(result);
            return asked.size() < 3;
        });
        assertThat(asked).containsExactly(EmitResult.FAIL_OVERFLOW, EmitResult.FAIL_OVERFLOW, EmitResult.FAIL_OVERFLOW);
        assertThat(dropped).hasValue(1);
        assertThat(small.scan(Scannable.Attr.TERMINATED)).isFalse();
        assertThat(small.take()).hasSize(1);
        assertThat(small.tryEmitNext(message(3))).isEqualTo(EmitResult.OK);
    }

    @Test
    void emitNextTriesAgainAsLongAsTheHandlerSays() {
        OutboundSink small = sink(1);
        small.tryEmitNext(message(1));
        small.emitNext(message(2), (signal, result) -> !small.take().isEmpty());
        assertThat(small.take()).extracting(OutboundSinkTest::text).containsExactly("{\"action\":\"n\",\"data\":2}");
        assertThat(dropped).hasValue(0);
    }

    @Test
    void emittingIntoAnEndedOrCancelledSinkThrowsNothing() {
        sink.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
        sink.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
        sink.emitNext(message(1), Sinks.EmitFailureHandler.FAIL_FAST);
        sink.cancel();
        sink.emitNext(message(1), Sinks.EmitFailureHandler.FAIL_FAST);
        sink.emitError(new IllegalStateException("ignored"), Sinks.EmitFailureHandler.FAIL_FAST);
        assertThat(sink.take()).isEmpty();
    }

    @Test
    void whatCannotTravelThrowsInTheCallerAndCostsNothing() {
        Map<String, Object> endless = new java.util.HashMap<>();
        endless.put("self", endless);
        assertThatThrownBy(() -> sink.tryEmitNext(message(endless))).isInstanceOf(NotEncodable.class);
        assertThatThrownBy(() -> sink.emitNext(message(endless), Sinks.EmitFailureHandler.FAIL_FAST))
                .isInstanceOf(NotEncodable.class);
        assertThat(sink.take()).isEmpty();
        assertThat(wakes).hasValue(0);
        assertThat(sink.scan(Scannable.Attr.BUFFERED)).isZero();
    }

    @Test
    void theLinkIsItsOneSubscriber() {
        StepVerifier.create(sink.asFlux())
                .expectError(IllegalStateException.class)
                .verify(Duration.ofSeconds(5));
    }

    /** The loop of a link: takes when it is woken, on a thread of its own. */
    private static final class Taker implements AutoCloseable {
        private final ExecutorService loop = Executors.newSingleThreadExecutor();
        private final List<Encoded> taken = new ArrayList<>();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicInteger most = new AtomicInteger();
        final OutboundSink sink;

        Taker(int capacity) {
            sink = new OutboundSink(capacity, Codec.json()::encode, () -> 0, () -> loop.execute(this::drain), () -> {});
        }

        private void drain() {
            List<Encoded> batch = sink.take();
            most.accumulateAndGet(batch.size(), Math::max);
            if (!closed.get()) {
                taken.addAll(batch);
            }
            if (sink.ended() != null) {
                closed.set(true);
            }
        }

        /** What was taken, once nothing is left to do. */
        List<String> taken() throws Exception {
            return loop.submit(() -> taken.stream().map(OutboundSinkTest::text).toList())
                    .get(10, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            loop.shutdownNow();
        }
    }

    private static List<Future<?>> emitters(ExecutorService pool, java.util.function.IntConsumer emitter) {
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            running.add(pool.submit(() -> emitter.accept(thread)));
        }
        return running;
    }

    @Test
    void fourThreadsEmitAndEveryMessageIsDeliveredInItsThreadsOrderOrRefused() throws Exception {
        List<List<String>> accepted = new ArrayList<>();
        Map<EmitResult, AtomicInteger> results = new EnumMap<>(EmitResult.class);
        Arrays.stream(EmitResult.values()).forEach(result -> results.put(result, new AtomicInteger()));
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try (Taker taker = new Taker(256)) {
            for (int t = 0; t < THREADS; t++) {
                accepted.add(new ArrayList<>());
            }
            for (Future<?> emitter :
                    emitters(pool, thread -> emit(taker.sink, thread, accepted.get(thread), results))) {
                emitter.get(50, TimeUnit.SECONDS);
            }
            List<String> taken = taker.taken();
            for (int t = 0; t < THREADS; t++) {
                String mine = "\"data\":\"" + t + " ";
                assertThat(taken.stream().filter(text -> text.contains(mine)).toList())
                        .as("of thread " + t)
                        .isEqualTo(accepted.get(t));
            }
            assertThat(taken).hasSize(results.get(EmitResult.OK).get());
            assertThat(results.get(EmitResult.OK).get()
                            + results.get(EmitResult.FAIL_OVERFLOW).get())
                    .isEqualTo(THREADS * MESSAGES);
            assertThat(taker.most.get()).as("the most that ever waited").isLessThanOrEqualTo(256);
            assertThat(taker.sink.scan(Scannable.Attr.BUFFERED)).isZero();
            assertThat(taker.sink.tryEmitNext(message("still open"))).isEqualTo(EmitResult.OK);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void emit(
            OutboundSink sink, int thread, List<String> accepted, Map<EmitResult, AtomicInteger> results) {
        for (int i = 0; i < MESSAGES; i++) {
            String data = thread + " " + i;
            EmitResult result = sink.tryEmitNext(message(data));
            results.get(result).incrementAndGet();
            if (result == EmitResult.OK) {
                accepted.add("{\"action\":\"n\",\"data\":\"" + data + "\"}");
            } else {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void anEndInTheMiddleOfAnEmissionRefusesIt() {
        AtomicInteger woken = new AtomicInteger();
        OutboundSink[] raced = new OutboundSink[1];
        raced[0] = new OutboundSink(
                256,
                Codec.json()::encode,
                () -> {
                    // Between the look at the sink's state and the queue.
                    raced[0].tryEmitComplete();
                    raced[0].take();
                    return 0;
                },
                woken::incrementAndGet,
                dropped::incrementAndGet);
        assertThat(raced[0].tryEmitNext(message(1))).isEqualTo(EmitResult.FAIL_TERMINATED);
        assertThat(woken).as("the loop looks again").hasValue(2);
        assertThat(raced[0].take()).isEmpty();
        assertThat(raced[0].ended()).isNotNull();
    }

    @RepeatedTest(50)
    void whatWasAcceptedBeforeTheEndIsTakenBeforeTheLoopSeesTheEnd() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try (Taker taker = new Taker(100_000)) {
            List<Future<?>> emitters = emitters(pool, thread -> {
                for (int i = 0; i < 200; i++) {
                    if (thread == 0 && i == 100) {
                        taker.sink.tryEmitComplete();
                    } else if (taker.sink.tryEmitNext(message(i)) == EmitResult.OK) {
                        accepted.incrementAndGet();
                    }
                }
            });
            for (Future<?> emitter : emitters) {
                emitter.get(10, TimeUnit.SECONDS);
            }
            assertThat(taker.taken()).hasSize(accepted.get());
            assertThat(taker.closed).as("the loop has seen the end").isTrue();
        } finally {
            pool.shutdownNow();
        }
    }
}
