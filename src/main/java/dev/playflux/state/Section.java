package dev.playflux.state;

/**
 * One view's part of a {@code $state}.
 *
 * @param view the view's name
 * @param bytes what {@link Source#section} gave, shared and never changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Section(String view, byte[] bytes) {

    /** The section that says that a view is no longer visible to a player. */
    public static Section gone(String view) {
        return new Section(view, StateRecords.GONE);
    }
}
