package dev.playflux.state;

/**
 * One view's part of a {@code $state}.
 *
 * @param view what the view is called
 * @param bytes what {@link Source#section} gave, shared and never changed
 * @param fresh whether the client does not have the view, so that a binary one is told first what a key is called
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Section(ViewName view, byte[] bytes, boolean fresh) {

    /** The section that says that a view is no longer visible to a player. */
    public static Section gone(ViewName view) {
        return new Section(view, StateRecords.GONE, false);
    }
}
