package dev.playflux.recording;

/** What begins a value, and a node of a state's tree. */
final class Tags {
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int INT = 5;
    static final int LONG = 6;
    static final int FLOAT = 7;
    static final int DOUBLE = 8;
    static final int CHAR = 9;
    static final int TEXT = 10;
    static final int BIG = 11;
    static final int DECIMAL = 12;
    static final int ENUM = 13;
    static final int RECORD = 14;
    static final int LIST = 15;
    static final int SET = 16;
    static final int MAP = 17;
    static final int EMPTY = 18;
    static final int OPTIONAL = 19;
    static final int DURATION = 20;
    static final int INSTANT = 21;
    static final int UUID = 22;
    static final int TUPLE = 23;
    static final int KEPT = 24;
    static final int BODY = 25;
    static final int BYTES = 26;

    /** Nodes of trees: the same as before, a part of it changed, or a whole one. */
    static final int SAME = 32;

    static final int PATCHED_MEMBERS = 33;
    static final int PATCHED_ITEMS = 34;
    static final int MEMBERS = 35;

    private Tags() {}
}
