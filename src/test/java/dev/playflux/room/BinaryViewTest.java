package dev.playflux.room;

import dev.playflux.codec.Codec;
import dev.playflux.testing.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same on binary connections. */
class BinaryViewTest extends ViewTest {

    @BeforeAll
    static void inBinary() {
        Stage.peers(Codec.cbor());
    }

    @AfterAll
    static void inJson() {
        Stage.peers(Codec.json());
    }

    /** It looks at patches, and this travels as a table here. */
    @Override
    void aChangeOfKeyIsNeverAPatchOnTopOfTheOtherKeysValue() {}
}
