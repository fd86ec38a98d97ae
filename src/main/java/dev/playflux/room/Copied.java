package dev.playflux.room;

import dev.playflux.codec.Json;
import dev.playflux.message.Body;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A state that callbacks change, as it was at one moment: everybody who asks gets a copy of his own. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Copied(Class<?> type, byte[] bytes) implements Body {

    static Body of(Object state) {
        return new Copied(state.getClass(), Json.keep(state));
    }

    @Override
    public @Nullable Object as(Type asked) {
        return Json.kept(bytes).as(asked == Object.class ? type : asked);
    }
}
