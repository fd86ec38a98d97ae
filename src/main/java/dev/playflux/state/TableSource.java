package dev.playflux.state;

import dev.playflux.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source of records, kept as tables. Clients of a text codec get trees, which are followed as long as one asks for them;
 * so does everybody while the value does not fit its tables.
 */
final class TableSource implements Source {
    private static final int MOST_REPORTED = 16;
    private static final byte[] NOTHING = "{\"patch\":{}}".getBytes(StandardCharsets.US_ASCII);

    // Rooms' threads are few and sources many: its buffers are as large as what it wrote.
    private static final ThreadLocal<TableWriter> WRITER = ThreadLocal.withInitial(TableWriter::new);

    private final Schema schema;
    private final ChangeTicks changes = new ChangeTicks();
    private final Map<Long, byte[]> sections = new HashMap<>();
    private TreeSource tree = new TreeSource();
    /** Empty while the value does not fit. */
    private List<Table> tables = List.of();

    private @Nullable Object value;
    private long last;
    private long treeAt;
    private boolean verifyTree;
    private boolean told;

    TableSource(Schema schema) {
        this.schema = schema;
    }

    @Override
    public List<Map<String, Object>> schema() {
        return schema.description();
    }

    @Override
    public boolean publish(@Nullable Object value, long tick, boolean verify, Findings findings) {
        if (tick <= last) {
            throw new IllegalArgumentException("ticks increase, but after " + last + " came " + tick);
        }
        boolean changed;
        try {
            changed = asTables(value, tick, verify, findings);
        } catch (Unfit unfit) {
            if (!told) {
                told = true;
                findings.unfit(unfit.path(), String.valueOf(unfit.getMessage()));
            }
            changed = asTree(value, tick, verify, findings);
        }
        this.value = value;
        last = tick;
        if (changed) {
            changes.add(tick);
            sections.clear();
        }
        return changed;
    }

    private boolean asTables(@Nullable Object value, long tick, boolean verify, Findings findings) {
        if (!schema.isRootOf(value)) {
            throw new Unfit(
                    "the value",
                    "is " + (value == null ? "null" : "a " + value.getClass().getName()));
        }
        boolean anew = tables.isEmpty();
        List<Table> next = anew ? schema.open() : tables;
        if (!anew && value == this.value && !verify) {
            return false;
        }
        verifyTree |= verify;
        read(next, value, tick, verify, verify ? new Some(findings) : findings);
        boolean changed = anew;
        boolean sparse = false;
        for (Table table : next) {
            table.take(tick);
            changed |= table.changed() == tick;
            sparse |= table.slots.sparse();
        }
        tables = sparse ? together(next, value, tick) : next;
        if (anew || sparse) {
            changes.forgetBefore(tick);
        }
        forgetGraves();
        return changed;
    }

    /** The rows anew, without empty slots between them; what can be read but once stays as it is. */
    private List<Table> together(List<Table> old, @Nullable Object value, long tick) {
        List<Table> anew = schema.open();
        try {
            read(anew, value, tick, false, path -> {});
        } catch (RuntimeException unsteady) {
            return old;
        }
        anew.forEach(table -> table.take(tick));
        return anew;
    }

    /** The first findings of changes in place, and all others. */
    private static final class Some implements Findings {
        private final Findings findings;
        private int left = MOST_REPORTED;

        Some(Findings findings) {
            this.findings = findings;
        }

        @Override
        public void changedInPlace(String path) {
            if (left-- > 0) {
                findings.changedInPlace(path);
            }
        }

        @Override
        public void clamped(int numbers) {
            findings.clamped(numbers);
        }
    }

    private static void read(List<Table> tables, @Nullable Object value, long tick, boolean verify, Findings findings) {
        Table root = tables.get(0);
        root.read(value, tick, verify, findings);
        int clamped = root.touched.clamped;
        for (Table.Found found : root.found) {
            Table table = tables.get(found.table());
            table.read(found.container(), tick, verify, findings);
            clamped += table.touched.clamped;
        }
        if (clamped > 0) {
            findings.clamped(clamped);
        }
    }

    /** As many removed members are remembered as there are members, but for a few; beyond that the older half goes. */
    private void forgetGraves() {
        int graves = 0;
        int weight = 0;
        for (Table table : tables) {
            for (Column column : table.columns) {
                graves += column.graves();
                weight += column.weight();
            }
        }
        if (Graves.tooMany(graves, weight)) {
            long floor = Graves.floor(
                    ticks -> tables.forEach(table -> List.of(table.columns).forEach(column -> column.graves(ticks))));
            changes.forgetBefore(floor);
            tables.forEach(table -> List.of(table.columns).forEach(column -> column.forgetGraves(floor)));
        }
    }

    private boolean asTree(@Nullable Object value, long tick, boolean verify, Findings findings) {
        if (tables.isEmpty() && last > 0) {
            boolean changed = tree.publish(value, tick, verify, findings);
            treeAt = tick;
            return changed;
        }
        TreeSource anew = new TreeSource();
        anew.publish(value, tick, verify, findings);
        tree = anew;
        treeAt = tick;
        tables = List.of();
        changes.forgetBefore(tick);
        return true;
    }

    @Override
    public long changed() {
        return changes.last();
    }

    @Override
    public byte[] section(Codec codec, long base) {
        if (base >= changed()) {
            throw new IllegalArgumentException(
                    "nothing changed after tick " + base + ": the last change was at " + changed());
        }
        if (tables.isEmpty()) {
            return tree.section(codec, base);
        }
        return codec.text() ? tree(codec, base) : table(changes.upTo(base));
    }

    private byte[] table(long base) {
        byte[] section = sections.get(base);
        if (section == null) {
            section = WRITER.get().section(tables, base);
            sections.put(base, section);
        }
        return section;
    }

    /**
     * The tree is brought up to date first. Whoever asks for a part of it has asked at each change that he was told of, so
     * the changes that it missed between two of those are in one.
     */
    private byte[] tree(Codec codec, long base) {
        if (treeAt < changed()) {
            tree.publish(value, changed(), verifyTree, path -> {});
            treeAt = changed();
            verifyTree = false;
        }
        return tree.changed() > base ? tree.section(codec, base) : NOTHING;
    }
}
