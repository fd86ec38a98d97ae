package chat;

import dev.playflux.state.Id;

/**
 * A line of the chat.
 *
 * @param number of all lines, from 1
 * @param by the id of whom it is about
 * @param name of that one, who may have left since
 * @param text what was said; nothing for those who come and go
 * @param at the server's time, in ms since 1970
 */
public record Line(@Id long number, Kind kind, String by, String name, String text, long at) {
    /** What has happened. */
    public enum Kind {
        SAID,
        JOINED,
        LEFT
    }
}
