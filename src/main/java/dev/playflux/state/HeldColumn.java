package dev.playflux.state;

import dev.playflux.codec.CborInput;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A column as a client holds it. */
abstract sealed class HeldColumn permits HeldColumn.Integers, HeldColumn.Floats, HeldColumn.Nodes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    final List<String> at;
    final ColumnType.Kind kind;
    /** Its place among the columns of its table. */
    int place;

    private HeldColumn(List<String> at, ColumnType.Kind kind) {
        this.at = at;
        this.kind = kind;
    }

    /** Reads cells of rows that came, or of rows that were there. */
    abstract void read(BitReader bits, int[] slots, boolean came);

    /** Copies the cells, unless they have not changed since the last time. */
    abstract void keep(HeldCells into);

    /** What a cell stands for. */
    abstract JsonNode value(HeldCells cells, int slot);

    abstract void grow(int slots);

    /** Integers, and what they stand for. */
    static final class Integers extends HeldColumn {
        private final Meaning meaning;
        private long[] cells = new long[0];
        private long @Nullable [] kept;

        /**
         * What an integer stands for.
         *
         * @param step multiplies it
         * @param per divides it then
         * @param bits after which it goes round; 0 for never
         */
        record Meaning(boolean nullable, double step, double per, int bits, List<JsonNode> values) {}

        Integers(List<String> at, ColumnType.Kind kind, Meaning meaning) {
            super(at, kind);
            this.meaning = meaning;
        }

        @Override
        void read(BitReader bits, int[] slots, boolean came) {
            kept = null;
            block(bits, slots, came);
            check(slots);
        }

        private void block(BitReader bits, int[] slots, boolean came) {
            int mode = (int) bits.bits(2);
            Misfit.unless(mode == 0 || (mode < 3 && !came), "a block of no known form");
            if (mode == 0) {
                long least = bits.integer();
                int width = (int) bits.bits(6);
                Misfit.unless(width <= 53, "cells too wide");
                for (int slot : slots) {
                    cells[slot] = least + bits.bits(width);
                }
                return;
            }
            int width = (int) bits.bits(5);
            for (int slot : slots) {
                long sum = cells[slot] + BitReader.signed(mode == 1 ? bits.bits(width) : bits.rice(width));
                cells[slot] = Grid.round(sum, meaning.bits);
            }
        }

        @Override
        void keep(HeldCells into) {
            long[] copy = kept;
            if (copy == null) {
                copy = cells.clone();
                kept = copy;
            }
            into.numbers[place] = copy;
        }

        /** The integer of a slot. */
        long cell(HeldCells cells, int slot) {
            return Objects.requireNonNull(cells.numbers[place])[slot];
        }

        /** One that is none of its kind is a misfit. */
        private void check(int[] slots) {
            if (kind == ColumnType.Kind.BOOL || kind == ColumnType.Kind.ENUM) {
                for (int slot : slots) {
                    if (!absent(cells[slot])) {
                        check(present(cells[slot]));
                    }
                }
            }
        }

        private void check(long cell) {
            if (kind == ColumnType.Kind.BOOL) {
                Misfit.unless(cell == 0 || cell == 1, "neither true nor false");
            } else {
                Misfit.unless(cell >= 0 && cell < meaning.values.size(), "a constant that is not there");
            }
        }

        private boolean absent(long cell) {
            return meaning.nullable && cell == 0;
        }

        /** The integer of a cell that is not null. */
        private long present(long cell) {
            return meaning.nullable && cell > 0 ? cell - 1 : cell;
        }

        @Override
        JsonNode value(HeldCells cells, int slot) {
            long raw = cell(cells, slot);
            if (absent(raw)) {
                return NODES.nullNode();
            }
            long cell = present(raw);
            return switch (kind) {
                case BOOL -> NODES.booleanNode(cell == 1);
                case ENUM -> meaning.values.get((int) cell);
                default -> number(cell);
            };
        }

        private JsonNode number(long cell) {
            if (meaning.step != 1 || meaning.per != 1) {
                return NODES.numberNode(cell * meaning.step / meaning.per);
            }
            return cell == (int) cell ? NODES.numberNode((int) cell) : NODES.numberNode(cell);
        }

        @Override
        void grow(int slots) {
            cells = Arrays.copyOf(cells, slots);
            kept = null;
        }
    }

    /** Floating-point numbers. */
    static final class Floats extends HeldColumn {
        private double[] cells = new double[0];
        private long @Nullable [] kept;

        Floats(List<String> at, ColumnType.Kind kind) {
            super(at, kind);
        }

        @Override
        void read(BitReader bits, int[] slots, boolean came) {
            kept = null;
            int mode = (int) bits.bits(2);
            Misfit.unless(mode < 3, "a block of no known form");
            if (mode == 2) {
                double power = Double.parseDouble("1e" + bits.bits(4));
                long least = bits.integer();
                int width = (int) bits.bits(6);
                Misfit.unless(width <= 53, "cells too wide");
                for (int slot : slots) {
                    cells[slot] = (least + bits.bits(width)) / power;
                }
                return;
            }
            boolean single = mode == 1 || kind == ColumnType.Kind.F32;
            bits.align();
            for (int slot : slots) {
                cells[slot] = single ? bits.float32() : bits.float64();
            }
        }

        @Override
        void keep(HeldCells into) {
            long[] copy = kept;
            if (copy == null) {
                copy = new long[cells.length];
                for (int slot = 0; slot < copy.length; slot++) {
                    copy[slot] = Double.doubleToRawLongBits(cells[slot]);
                }
                kept = copy;
            }
            into.numbers[place] = copy;
        }

        @Override
        JsonNode value(HeldCells cells, int slot) {
            double cell = Double.longBitsToDouble(Objects.requireNonNull(cells.numbers[place])[slot]);
            return Double.isFinite(cell) ? NODES.numberNode(cell) : NODES.nullNode();
        }

        @Override
        void grow(int slots) {
            cells = Arrays.copyOf(cells, slots);
            kept = null;
        }
    }

    /** Strings, and any values. */
    static final class Nodes extends HeldColumn {
        private @Nullable JsonNode[] cells = new JsonNode[0];
        private @Nullable JsonNode @Nullable [] kept;

        Nodes(List<String> at, ColumnType.Kind kind) {
            super(at, kind);
        }

        @Override
        void read(BitReader bits, int[] slots, boolean came) {
            kept = null;
            bits.align();
            TreePatch patch = new TreePatch(TreePatch.CBOR);
            for (int slot : slots) {
                long length = bits.varint();
                cells[slot] = kind == ColumnType.Kind.TEXT ? text(bits, length) : any(bits, length, slot, came, patch);
            }
        }

        private static JsonNode text(BitReader bits, long length) {
            return length == 0 ? NODES.nullNode() : NODES.stringNode(bits.text(length - 1));
        }

        private JsonNode any(BitReader bits, long length, int slot, boolean came, TreePatch patch) {
            CborInput cbor = bits.cbor(length >> 1);
            if ((length & 1) == 0) {
                return TreePatch.clean(cbor.value());
            }
            Misfit.unless(!came, "a patch of what has just come");
            return patch.applied(cell(cells[slot]), cbor.patch());
        }

        @Override
        void keep(HeldCells into) {
            @Nullable JsonNode[] copy = kept;
            if (copy == null) {
                copy = cells.clone();
                kept = copy;
            }
            into.nodes[place] = copy;
        }

        @Override
        JsonNode value(HeldCells cells, int slot) {
            return cell(Objects.requireNonNull(cells.nodes[place])[slot]);
        }

        private static JsonNode cell(@Nullable JsonNode cell) {
            return cell == null ? NODES.nullNode() : cell;
        }

        @Override
        void grow(int slots) {
            cells = Arrays.copyOf(cells, slots);
            kept = null;
        }
    }
}
