package dev.playflux.testing;

import dev.playflux.codec.Codec;
import dev.playflux.codec.Json;
import dev.playflux.message.CloseReason;
import dev.playflux.transport.Link;
import dev.playflux.transport.Receiver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** A peer that writes envelopes as text and keeps every byte that it gets; on a binary connection, what they say in JSON. */
public final class Peer implements Receiver {
    private final Link link;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<CloseReason> closes = new CopyOnWriteArrayList<>();
    private final boolean binary;
    private final Interpreter interpreter = new Interpreter();
    private String id = "";

    Peer(Link link) {
        this.link = link;
        this.binary = link.subProtocol().equals(Codec.cbor().subProtocol());
        link.open(this);
    }

    /** Writes a message of the WebSocket; single quotes stand for double ones. */
    public Peer write(String text) {
        String json = text.replace('\'', '"');
        byte[] bytes = binary ? interpreter.binary(json) : json.getBytes(StandardCharsets.UTF_8);
        link.loop().execute(() -> {
            link.write(List.of(bytes));
            link.flush();
        });
        return this;
    }

    /** Sends a message of an action, its data as in {@link #write}. */
    public Peer send(String action, String data) {
        return write("{'action':'" + action + "','data':" + data + "}");
    }

    /** Sends an input of an action. */
    public Peer input(long number, String action, String data) {
        return write("{'action':'" + action + "','data':" + data + ",'input':" + number + "}");
    }

    /** Ends the connection with a close frame. */
    public void close() {
        close(CloseReason.DONE);
    }

    /** The same for a reason of its own. */
    public void close(CloseReason reason) {
        link.close(reason);
    }

    /** Ends the connection without a word. */
    public void cut() {
        link.close(CloseReason.LOST);
    }

    /** Sends a reliable message. */
    public Peer deliver(long seq, String action, String data) {
        return write("{'action':'" + action + "','data':" + data + ",'seq':" + seq + "}");
    }

    /** Asks. */
    public Peer ask(long seq, String action, String data) {
        return write("{'action':'" + action + "','data':" + data + ",'seq':" + seq + ",'ask':true}");
    }

    /** The token of its last welcome. */
    public String token() {
        List<JsonNode> welcomes = data("$welcome");
        return welcomes.get(welcomes.size() - 1).path("resume").path("token").asString();
    }

    /** All messages of the WebSocket, as they came. */
    public List<String> received() {
        return received;
    }

    /** All envelopes, in order. */
    public List<JsonNode> envelopes() {
        List<JsonNode> envelopes = new ArrayList<>();
        for (String text : received) {
            JsonNode message = Json.mapper().readTree(text);
            if (message.isArray()) {
                message.forEach(envelopes::add);
            } else {
                envelopes.add(message);
            }
        }
        return envelopes;
    }

    /** The data of all envelopes of an action, in order. */
    public List<JsonNode> data(String action) {
        return envelopes().stream()
                .filter(envelope -> envelope.path("action").asString().equals(action))
                .map(envelope -> envelope.path("data"))
                .toList();
    }

    /** The same as JSON texts. */
    public List<String> texts(String action) {
        return data(action).stream().map(JsonNode::toString).toList();
    }

    /** The states. */
    public List<JsonNode> states() {
        return data("$state");
    }

    /** The last state. */
    public JsonNode state() {
        List<JsonNode> states = states();
        return states.get(states.size() - 1);
    }

    /** The codes of what was refused, in order. */
    public List<String> refusals() {
        return data("$error").stream()
                .map(error -> error.path("code").asString())
                .toList();
    }

    /** The player's id that the welcome told; once asked for, it outlives {@link #forget}. */
    public String id() {
        if (id.isEmpty()) {
            id = data("$welcome").get(0).path("player").asString();
        }
        return id;
    }

    /** The codes with which it was closed: one, or none yet. */
    public List<Integer> closes() {
        return closes.stream().map(CloseReason::code).toList();
    }

    /** The codes with which it was closed, and why: one, or none yet. */
    public List<CloseReason> reasons() {
        return closes;
    }

    /** Forgets what it has received. */
    public Peer forget() {
        received.clear();
        return this;
    }

    @Override
    public void message(byte[] bytes, boolean text) {
        received.add(binary ? interpreter.envelopes(bytes).toString() : new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void turnEnded() {}

    @Override
    public void pong(long nanos) {}

    @Override
    public void closed(CloseReason reason) {
        closes.add(reason);
    }
}
