package dev.playflux.codec;

import dev.playflux.message.Ack;
import dev.playflux.message.BadData;
import dev.playflux.message.Body;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** The readers of values where Jackson's own are too kind. */
final class StrictValues {

    private StrictValues() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("playflux")
                .addDeserializer(Ack.class, new StrictReader<>(Ack.class, StrictValues::ack))
                .addDeserializer(Body.class, new StrictReader<>(Body.class, StrictValues::body))
                .addDeserializer(Object.class, new StrictReader<>(Object.class, PlainValues::read))
                .addKeyDeserializer(Double.class, new FiniteKey(false))
                .addKeyDeserializer(Float.class, new FiniteKey(true))
                .setDeserializerModifier(new EnumsByName());
        StrictNumbers.addTo(module);
        return module;
    }

    /** A member whose type somebody else will ask for. */
    private static Body body(JsonParser parser, DeserializationContext context) {
        byte[] bytes = Json.write(context.readTree(parser));
        return new RawBody(Format.JSON, bytes, 0, bytes.length, false);
    }

    /** What comes every few ticks from every client, read without a map or a constructor's arguments between. */
    private static Ack ack(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new BadData("expected an object");
        }
        long tick = 0;
        long seq = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("tick")) {
                tick = counted(name, token, parser);
            } else if (name.equals("seq")) {
                seq = counted(name, token, parser);
            } else {
                parser.skipChildren();
            }
        }
        return new Ack(tick, seq);
    }

    private static long counted(String name, JsonToken token, JsonParser parser) {
        if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        boolean fits = token == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && parser.getLongValue() >= 1;
        if (!fits) {
            throw new BadData(name + ": expected an integer from 1");
        }
        return parser.getLongValue();
    }

    /** The keys of a map that are numbers. */
    private static final class FiniteKey extends KeyDeserializer {
        private final boolean single;

        FiniteKey(boolean single) {
            this.single = single;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            try {
                double value = single ? Float.parseFloat(key) : Double.parseDouble(key);
                if (Double.isFinite(value)) {
                    return single ? (Object) (float) value : (Object) value;
                }
            } catch (NumberFormatException none) {
                // refused below
            }
            return context.handleWeirdKey(double.class, key, "not a finite number");
        }
    }

    /** Enum constants by their names to the letter: no spaces around them. */
    private static final class EnumsByName extends ValueDeserializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public ValueDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config,
                JavaType type,
                BeanDescription.Supplier description,
                ValueDeserializer<?> enums) {
            return new ExactName(enums);
        }
    }

    private static final class ExactName extends DelegatingDeserializer {
        ExactName(ValueDeserializer<?> enums) {
            super(enums);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> enums) {
            return new ExactName(enums);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            String name = parser.getValueAsString();
            if (name != null && !name.equals(name.trim())) {
                return context.handleWeirdStringValue(handledType(), name, "not the name of a constant");
            }
            return super.deserialize(parser, context);
        }
    }
}
