package dev.playflux.state;

import dev.playflux.codec.BinaryRecord;
import dev.playflux.message.Message;
import java.util.List;
import java.util.Map;

/** A replica of views that travel as trees. A record is applied as a whole or not at all. */
final class TreeReplica implements Replica {
    private volatile TreeFrame frame = TreeFrame.EMPTY;
    private KnownViews known = new KnownViews(List.of());
    private boolean lost;

    @Override
    public Outcome apply(Message state) {
        Incoming incoming =
                state.body() instanceof BinaryRecord record ? new BinaryState(record, known) : JsonState.of(state);
        if (lost && incoming.base() != 0) {
            return Outcome.IGNORED;
        }
        try {
            frame = next(frame, incoming);
            incoming.applied();
            lost = false;
            return Outcome.APPLIED;
        } catch (Misfit misfit) {
            lost = true;
            return Outcome.MISFIT;
        }
    }

    private static TreeFrame next(TreeFrame held, Incoming state) {
        Misfit.unless(
                state.tick() > held.tick() && state.time() >= 0 && state.input() >= 0, "no record, or an old one");
        Misfit.unless(state.base() == 0 || state.base() == held.tick(), "not on top of what is held");
        Map<String, TreeFrame.View> before = state.base() == 0 ? Map.of() : held.trees();
        return new TreeFrame(state.tick(), state.time(), state.input(), state.views(before));
    }

    @Override
    public void announced(Message view) {
        if (view.body() instanceof BinaryRecord record) {
            known.announced(record.input());
        }
    }

    @Override
    public Frame frame() {
        return frame;
    }

    @Override
    public void reset(List<ViewSchema> views) {
        frame = TreeFrame.EMPTY;
        known = new KnownViews(views);
        lost = false;
    }
}
