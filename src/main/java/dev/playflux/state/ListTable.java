package dev.playflux.state;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A list whose rows are told apart by their indexes. */
final class ListTable extends Table {

    ListTable(TableType type) {
        super(type);
    }

    @Override
    void rows(Object container) {
        int index = 0;
        for (@Nullable Object row : (Collection<?>) container) {
            if (row == null || index == most()) {
                throw unfit(String.valueOf(index), row == null ? "is null" : "is one row too many");
            }
            if (index < slots.end) {
                stays(index, row);
            } else {
                touched.comes(row, index);
            }
            index++;
        }
    }
}
