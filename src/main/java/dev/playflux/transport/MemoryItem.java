package dev.playflux.transport;

import dev.playflux.message.CloseReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What travels between two links in memory. */
sealed interface MemoryItem {

    /** What it adds to {@link Link#waiting()}. */
    int bytes();

    /** What they add together. */
    static long bytes(List<MemoryItem> items) {
        long bytes = 0;
        for (int i = 0; i < items.size(); i++) {
            bytes += items.get(i).bytes();
        }
        return bytes;
    }

    /** A message, whose bytes become the receiver's. */
    final class Data implements MemoryItem {
        private final byte[] content;

        private Data(byte[] content) {
            this.content = content;
        }

        /** The parts joined, so that nothing is shared with the receiver. */
        static Data of(List<byte[]> parts) {
            int length = 0;
            for (int i = 0; i < parts.size(); i++) {
                length += parts.get(i).length;
            }
            byte[] content = new byte[length];
            int at = 0;
            for (int i = 0; i < parts.size(); i++) {
                byte[] part = parts.get(i);
                System.arraycopy(part, 0, content, at, part.length);
                at += part.length;
            }
            return new Data(content);
        }

        byte[] content() {
            return content;
        }

        /** The reason to close for, if it breaks a rule of the wire. */
        @Nullable
        CloseReason broken(MemoryEnd end) {
            if (content.length > end.limits().messageBytes()) {
                return CloseCodes.tooBig(end.limits().messageBytes());
            }
            return end.text() && !Utf8.valid(content) ? CloseCodes.NOT_UTF8 : null;
        }

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
