package dev.playflux.codec;

import dev.playflux.message.BadMessage;
import dev.playflux.message.Limits;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * One pass over the bytes of a message: finds its envelopes and checks the shape of everything in it. Iterative, in time
 * linear in the bytes.
 */
final class JsonDecoder {
    private final JsonParser parser;
    private final Limits.Shape limits;
    private final Shape shape;
    private final EnvelopeScan envelope;

    private JsonDecoder(JsonParser parser, byte[] bytes, Limits.Shape limits) {
        this.parser = parser;
        this.limits = limits;
        this.shape = new Shape(parser, limits);
        this.envelope = new EnvelopeScan(parser, bytes, shape);
    }

    static List<Received> decode(byte[] bytes, Limits.Shape limits) {
        if (!Text.isUtf8(bytes)) {
            throw new BadMessage("not UTF-8");
        }
        byte[] parsed = LoneSurrogates.marked(bytes);
        try (JsonParser parser = JsonMappers.SCAN.createParser(ObjectReadContext.empty(), parsed)) {
            return new JsonDecoder(parser, parsed, limits).message();
        } catch (StreamConstraintsException deep) {
            throw new BadMessage("nested far too deep");
        } catch (JacksonException broken) {
            TokenStreamLocation where = broken.getLocation();
            throw new BadMessage("not JSON" + (where == null ? "" : ", at byte " + where.getByteOffset()));
        }
    }

    private List<Received> message() {
        JsonToken root = parser.nextToken();
        if (root != JsonToken.START_OBJECT && root != JsonToken.START_ARRAY) {
            throw new BadMessage("neither an envelope nor an array of them");
        }
        List<Received> envelopes = root == JsonToken.START_OBJECT ? List.of(envelope.read()) : array();
        if (parser.nextToken() != null) {
            throw new BadMessage("something behind the end of the message");
        }
        return envelopes;
    }

    private List<Received> array() {
        List<Received> envelopes = new ArrayList<>();
        shape.enter();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (envelopes.size() == limits.envelopes()) {
                throw new BadMessage("more than " + limits.envelopes() + " envelopes");
            }
            envelopes.add(envelope.read());
        }
        if (envelopes.isEmpty()) {
            throw new BadMessage("an array without envelopes");
        }
        return envelopes;
    }
}
