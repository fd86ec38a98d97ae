package chat;

/**
 * One line after the other: five may come at once, then one every two seconds. Each is made of the one before it, so that
 * {@code scan} is all that it takes to keep somebody's pace.
 *
 * @param text what shall be said
 * @param at the time when it came, in ms
 * @param calm the time when all five may come at once again, in ms: it moves on by two seconds with each line
 * @param soon whether it came too soon, and does not count
 */
record Paced(String text, long at, long calm, boolean soon) {
    static final int AT_ONCE = 5;
    static final long EVERY = 2000;

    /** Before the first line. */
    static final Paced CALM = new Paced("", 0, 0, false);

    /** The next line. */
    Paced next(String text, long now) {
        return now < mayWriteAt()
                ? new Paced(text, now, calm, true)
                : new Paced(text, now, Math.max(calm, now) + EVERY, false);
    }

    /** The time from which on the next line is taken. */
    long mayWriteAt() {
        return calm - (AT_ONCE - 1) * EVERY;
    }
}
