package chat;

/**
 * Somebody who is here.
 *
 * @param away whether the connection is lost, and the seat kept for a while
 * @param mayWriteAt the server's time from which on the next line is taken, in ms since 1970
 */
public record Person(String name, boolean away, long mayWriteAt) {
    Person away(boolean gone) {
        return new Person(name, gone, mayWriteAt);
    }

    Person mayWriteAt(long time) {
        return new Person(name, away, time);
    }
}
