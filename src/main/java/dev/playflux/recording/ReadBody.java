package dev.playflux.recording;

import dev.playflux.message.Body;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A value of a recording, made when somebody asks for a type. */
record ReadBody(@Nullable Object form, Fitting fitting) implements Body {

    @Override
    public @Nullable Object as(Type type) {
        if (form instanceof Form.Said) {
            return fitting.fit(form, type, "what a client said");
        }
        return fitting.fit(form, type, type == Object.class ? "the value" : type.getTypeName());
    }
}
