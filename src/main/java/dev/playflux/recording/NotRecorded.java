package dev.playflux.recording;

import java.lang.reflect.Modifier;

/**
 * What stands in a recording for a value that is no plain data.
 *
 * @param type the class of the value, by its name
 */
public record NotRecorded(String type) {

    /** Whether the value may have been one of a class. */
    public boolean mayBe(Class<?> asked) {
        return asked == Object.class
                || asked.isInterface()
                || Modifier.isAbstract(asked.getModifiers())
                || asked.getName().equals(type);
    }

    /** What a replay says to a game that asks for the value. */
    public DoesNotFit missing(String what) {
        return new DoesNotFit(what + " was not recorded: " + type + " is no plain data");
    }
}
