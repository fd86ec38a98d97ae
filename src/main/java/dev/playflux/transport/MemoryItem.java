package dev.playflux.transport;

import dev.playflux.message.CloseReason;

/** What travels between two links in memory. */
sealed interface MemoryItem {

    /** What it adds to {@link Link#waiting()}. */
    int bytes();

    /** A message, whose bytes become the receiver's. */
    record Data(byte[] content) implements MemoryItem {
        @Override
        public int bytes() {
            return content.length;
        }
    }

    /** A question for a sign of life. */
    record Ping(long sent) implements MemoryItem {
        @Override
        public int bytes() {
            return 0;
        }
    }

    /** Its answer. */
    record Pong(long sent) implements MemoryItem {
        @Override
        public int bytes() {
            return 0;
        }
    }

    /** The close frame. */
    record Close(CloseReason reason) implements MemoryItem {
        @Override
        public int bytes() {
            return 0;
        }
    }
}
