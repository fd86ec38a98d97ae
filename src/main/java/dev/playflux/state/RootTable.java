package dev.playflux.state;

/** The root: one row, which is always there. */
final class RootTable extends Table {

    RootTable(TableType type) {
        super(type);
    }

    @Override
    void rows(Object root) {
        found.clear();
        if (slots.count == 0) {
            touched.comes(root, null);
        } else {
            stays(0, root);
        }
    }
}
