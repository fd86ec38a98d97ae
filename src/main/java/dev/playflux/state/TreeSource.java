package dev.playflux.state;

import dev.playflux.codec.Codec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A source of any value: keeps it as a {@link Tree}, from whose stamps the patch for a baseline is read off. */
final class TreeSource implements Source {
    private final ChangeTicks changes = new ChangeTicks();
    private final Map<Key, byte[]> sections = new HashMap<>();
    private @Nullable Tree tree;
    private long last;
    private double bytesPerNode;
    private double binaryBytesPerNode;

    @Override
    public boolean publish(@Nullable Object value, long tick, boolean verify, Findings findings) {
        if (tick <= last) {
            throw new IllegalArgumentException("ticks increase, but after " + last + " came " + tick);
        }
        Diff diff = new Diff(tick, verify);
        Tree next = diff.root(tree, value);
        last = tick;
        boolean changed = next != tree;
        if (changed) {
            changes.add(tick);
            sections.clear();
            tree = bounded(next);
        }
        diff.changedInPlace().forEach(findings::changedInPlace);
        return changed;
    }

    @Override
    public long changed() {
        return changes.last();
    }

    @Override
    public byte[] section(Codec codec, long base) {
        Tree now = tree;
        if (now == null || base >= changed()) {
            throw new IllegalArgumentException(
                    "nothing changed after tick " + base + ": the last change was at " + changed());
        }
        long from = changes.upTo(base); // 0 if it is not remembered, and everything changed after that
        return now.newSince(from) ? full(codec, now) : patch(codec, now, from);
    }

    private byte[] full(Codec codec, Tree now) {
        Key key = new Key(codec, 0);
        byte[] full = sections.get(key);
        if (full == null) {
            int sizeHint = 256 + (int) (bytesPerNode(codec) * now.weight());
            full = codec.text() ? JsonTree.full(now, sizeHint) : CborTree.full(now, sizeHint);
            bytesPerNode(codec, (double) full.length / now.weight());
            sections.put(key, full);
        }
        return full;
    }

    /** The patch, if it is smaller than the full value, whose size is estimated unless it is close. */
    private byte[] patch(Codec codec, Tree now, long from) {
        Key key = new Key(codec, from);
        byte[] patch = sections.get(key);
        if (patch == null) {
            patch = codec.text() ? JsonTree.patch(now, from) : CborTree.patch(now, from);
            if (patch.length > 0.9 * bytesPerNode(codec) * now.weight()) {
                byte[] full = full(codec, now);
                patch = full.length <= patch.length ? full : patch;
            }
            sections.put(key, patch);
        }
        return patch;
    }

    private double bytesPerNode(Codec codec) {
        return codec.text() ? bytesPerNode : binaryBytesPerNode;
    }

    private void bytesPerNode(Codec codec, double bytes) {
        if (codec.text()) {
            bytesPerNode = bytes;
        } else {
            binaryBytesPerNode = bytes;
        }
    }

    /** As many removed members are remembered as there are members, but for a few; beyond that the older half goes. */
    private Tree bounded(Tree next) {
        if (!Graves.tooMany(next.graves(), next.weight())) {
            return next;
        }
        long floor = Graves.floor(next::graves);
        changes.forgetBefore(floor);
        return next.forgetting(floor);
    }

    private record Key(Codec codec, long base) {}
}
