package dev.playflux.message;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of an {@code $error}: what was refused and why.
 *
 * @param code what programs read: one of the protocol's, or a game's own
 * @param message what people read
 * @param action the action of the refused message
 * @param re the number of the refused reliable message
 * @param input the number of the refused input
 * @param fatal whether the connection ends with it
 */
public record Failure(
        String code,
        String message,
        @Nullable String action,
        @Nullable Long re,
        @Nullable Long input,
        boolean fatal) {
    /** Not JSON or CBOR, no envelope, or beyond a limit of shape. */
    public static final String BAD_MESSAGE = "bad_message";
    /** No handler for the action. */
    public static final String UNKNOWN_ACTION = "unknown_action";
    /** A {@code $} name that this peer may not send. */
    public static final String RESERVED_ACTION = "reserved_action";
    /** The body does not fit the action's type. */
    public static final String BAD_DATA = "bad_data";
    /** Over the rate; the message was not handled. */
    public static final String RATE_LIMITED = "rate_limited";
    /** Refused by the server's rules. */
    public static final String NOT_ALLOWED = "not_allowed";
    /** The handler threw. */
    public static final String HANDLER_FAILED = "handler_failed";

    /** The room has no free seat. */
    public static final String ROOM_FULL = "room_full";
    /** There is no such room, or no such game. */
    public static final String ROOM_NOT_FOUND = "room_not_found";
    /** The room has closed. */
    public static final String ROOM_CLOSED = "room_closed";
    /** The credentials are not good. */
    public static final String AUTH_FAILED = "auth_failed";
    /** The server has too much to do. */
    public static final String OVERLOADED = "overloaded";

    /** The same without the number of a reliable message, which has been answered already. */
    public Failure withoutRe() {
        return new Failure(code, message, action, null, input, fatal);
    }

    /** The body of the {@code $error}: what is absent is left out. */
    public Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("code", code);
        data.put("message", message);
        if (action != null) {
            data.put("action", action);
        }
        if (re != null) {
            data.put("re", re);
        }
        if (input != null) {
            data.put("input", input);
        }
        data.put("fatal", fatal);
        return data;
    }

    /** The close that follows this failure where it is fatal. */
    public CloseReason close() {
        int closing = switch (code) {
            case ROOM_FULL -> 4006;
            case ROOM_NOT_FOUND -> 4005;
            case ROOM_CLOSED -> 4009;
            case AUTH_FAILED -> 4001;
            case BAD_DATA -> 1002;
            case HANDLER_FAILED -> 1011;
            case OVERLOADED -> 1013;
            default -> 4003;
        };
        return new CloseReason(closing, message);
    }

    /** A failure that refuses one message. */
    public static Failure of(String code, String message, Message refused) {
        return new Failure(
                code,
                message,
                refused.action(),
                refused.seq() == 0 ? null : refused.seq(),
                refused.input() == 0 ? null : refused.input(),
                false);
    }

    /** A failure of no message in particular. */
    public static Failure of(String code, String message) {
        return new Failure(code, message, null, null, null, false);
    }

    /** A failure that ends the connection. */
    public static Failure fatal(String code, String message) {
        return new Failure(code, message, null, null, null, true);
    }
}
