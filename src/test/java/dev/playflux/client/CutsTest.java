package dev.playflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.codec.Codec;
import dev.playflux.testing.Host;
import dev.playflux.testing.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Connections are cut at random moments, under traffic both ways, on a line with latency: each reliable message is handled
 * once and in order, and each Mono ends well. The server here does no more than the protocol's sections 5 and 6 ask for.
 */
class CutsTest {
    private static final int MESSAGES = 400;

    /** The server's side of the one session. */
    private static final class Memory {
        private final List<Integer> handled = new ArrayList<>();
        private final List<Integer> questions = new ArrayList<>();
        private final List<String> kept = new ArrayList<>();
        private int accepted;
        private int acknowledged;
        private int read;
        private boolean greeted;

        /** There is another connection. */
        void accept() {
            read = 0;
            greeted = false;
        }

        /** Hears what has come on a connection since it was asked last; the newest token only counts once it was used. */
        void hear(Peer peer, Random random) {
            List<JsonNode> envelopes = peer.envelopes();
            for (; read < envelopes.size(); read++) {
                JsonNode envelope = envelopes.get(read);
                JsonNode data = envelope.path("data");
                switch (envelope.path("action").asString()) {
                    case "$hello" -> welcome(peer, data);
                    case "$ack" -> acknowledge(data.path("seq").asInt());
                    case "n" -> take(envelope);
                    default -> {}
                }
            }
            if (greeted && accepted > 0 && random.nextInt(3) == 0) {
                peer.send("$ack", "{'seq':" + accepted + "}");
            }
        }

        private void welcome(Peer peer, JsonNode hello) {
            greeted = true;
            JsonNode resume = hello.path("resume");
            peer.send(
                    "$welcome",
                    "{'player':'p1','resume':{'token':'t','graceMs':20000},'resumed':" + resume.isObject() + ",'seq':"
                            + accepted + "}");
            acknowledge(resume.path("seq").asInt(0));
            kept.forEach(peer::write);
        }

        private void acknowledge(int seq) {
            while (acknowledged < seq) {
                kept.remove(0);
                acknowledged++;
            }
        }

        private void take(JsonNode envelope) {
            int seq = envelope.path("seq").asInt();
            if (seq <= accepted) {
                return;
            }
            assertThat(seq).as("no gap").isEqualTo(++accepted);
            int number = envelope.path("data").asInt();
            handled.add(number);
            if (envelope.path("ask").asBoolean(false)) {
                questions.add(seq);
            }
        }

        /** Sends something reliably. */
        void send(Peer peer, String action, String data) {
            String envelope =
                    "{'action':'" + action + "','seq':" + (acknowledged + kept.size() + 1) + ",'data':" + data + "}";
            kept.add(envelope);
            peer.write(envelope);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void eachMessageIsHandledOnceAndInOrderWhateverIsCut(long seed) {
        Random random = new Random(seed);
        try (Host host = new Host(random.nextBoolean() ? Codec.json() : Codec.cbor())) {
            host.network.latency(Duration.ofMillis(random.nextInt(60)));
            Memory memory = new Memory();
            List<GameClient> clients = new ArrayList<>();
            List<String> fates = new ArrayList<>();
            List<Integer> heard = new ArrayList<>();
            host.accepting(peer -> memory.accept());
            host.client().timeout(Duration.ofMinutes(10)).connect().subscribe(client -> {
                clients.add(client);
                client.on("m", Integer.class).subscribe(heard::add);
            });
            int sent = 0;
            int said = 0;
            for (int step = 0; fates.size() < MESSAGES || heard.size() < MESSAGES; step++) {
                assertThat(step)
                        .as("seed %d, %d sent, %d ended, %d heard", seed, sent, fates.size(), heard.size())
                        .isLessThan(40_000);
                if (!clients.isEmpty() && sent < MESSAGES && sent - fates.size() < 100 && random.nextInt(3) == 0) {
                    int number = sent++;
                    (random.nextInt(4) == 0
                                    ? clients.get(0)
                                            .ask("n", number, Integer.class)
                                            .then()
                                    : clients.get(0).deliver("n", number))
                            .subscribe(done -> {}, thrown -> fates.add(thrown.toString()), () -> fates.add("complete"));
                }
                if (!host.connections().isEmpty()) {
                    memory.hear(host.last(), random);
                    if (memory.greeted && said < MESSAGES && memory.kept.size() < 100 && random.nextInt(3) == 0) {
                        memory.send(host.last(), "m", String.valueOf(said++));
                    }
                    if (memory.greeted && !memory.questions.isEmpty() && random.nextInt(3) == 0) {
                        memory.send(host.last(), "$reply", "{'re':" + memory.questions.remove(0) + ",'ok':1}");
                    }
                }
                if (!clients.isEmpty() && random.nextInt(60) == 0) {
                    host.network.cut();
                }
                host.pass(Duration.ofMillis(random.nextInt(40)));
            }
            List<Integer> all = IntStream.range(0, MESSAGES).boxed().toList();
            assertThat(memory.handled).as("seed %d", seed).containsExactlyElementsOf(all);
            assertThat(heard).as("seed %d", seed).containsExactlyElementsOf(all);
            assertThat(fates).as("seed %d", seed).containsOnly("complete");
            assertThat(host.connections().size()).as("connections").isGreaterThan(5);
        }
    }
}
