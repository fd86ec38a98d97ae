package dev.playflux.state;

import dev.playflux.codec.BinaryRecord;
import dev.playflux.codec.CborInput;
import dev.playflux.codec.Json;
import dev.playflux.message.BadMessage;
import dev.playflux.state.TreeFrame.View;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A {@code $state} in binary: record 0x02. */
final class BinaryState implements Incoming {
    private final CborInput record;
    private final KnownViews known;
    private final Set<Long> named = new HashSet<>();
    private final Set<Long> gone = new HashSet<>();
    private long tick = -1;
    private long time = -1;
    private long base = -1;
    private long input = -1;

    BinaryState(BinaryRecord record, KnownViews known) {
        this.record = record.input();
        this.known = known;
        try {
            long now = this.record.varint();
            long age = this.record.varint();
            input = this.record.varint();
            time = this.record.varint();
            base = age == 0 ? 0 : now - age;
            tick = age == 0 || base > 0 ? now : -1;
        } catch (BadMessage truncated) {
            tick = -1;
        }
    }

    @Override
    public long tick() {
        return tick;
    }

    @Override
    public long time() {
        return time;
    }

    @Override
    public long base() {
        return base;
    }

    @Override
    public long input() {
        return input;
    }

    @Override
    public Map<String, View> views(Map<String, View> held) {
        if (!record.more()) {
            return held;
        }
        Map<String, View> views = new LinkedHashMap<>(held);
        TreePatch patch = new TreePatch(TreePatch.CBOR);
        try {
            while (record.more()) {
                section(views, patch);
            }
        } catch (BadMessage bad) {
            throw new Misfit("a section: " + bad.getMessage());
        }
        return views;
    }

    private void section(Map<String, View> views, TreePatch patch) {
        long index = record.varint();
        int encoding = record.octet();
        CborInput bytes = record.part(record.varint());
        KnownView view = known.view(index);
        if (view == null) {
            throw new Misfit("a view that was not announced");
        }
        String name = view.name();
        if (Json.forbidden(name)) {
            return;
        }
        Misfit.unless(named.add(index), "a view that comes twice");
        switch (encoding) {
            case BinaryRecords.GONE -> {
                Misfit.unless(!bytes.more(), "a view that is gone, and something with it");
                gone.add(index);
                views.remove(name);
            }
            case BinaryRecords.FULL -> views.put(name, view.tree(new View(TreePatch.clean(bytes.value()))));
            case BinaryRecords.PATCH -> views.put(name, view.tree(patch.applied(views.get(name), bytes.patch())));
            case BinaryRecords.COMPLETE -> views.put(name, view.complete(bytes.rest()));
            case BinaryRecords.DELTA -> views.put(name, view.delta(bytes.rest(), views.get(name)));
            default -> throw new Misfit("a section in an encoding that is not known");
        }
    }

    @Override
    public void applied() {
        if (base == 0) {
            known.keep(named);
        }
        gone.forEach(known::forget);
    }
}
