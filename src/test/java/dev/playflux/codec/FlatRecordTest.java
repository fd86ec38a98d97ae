package dev.playflux.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.playflux.message.BadData;
import dev.playflux.message.Limits;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatRecordTest {
    private static final int TRIES = 200_000;

    private record Steer(double dx, float dy, int power, long stamp, boolean fire) {
        Steer {
            if (power == 13) {
                throw new IllegalArgumentException("13");
            }
        }
    }

    private record Renamed(@JsonProperty("a") int b) {}

    private record Nested(Renamed inner) {}

    private static byte[] encoded(Object value) {
        CborBytes out = new CborBytes(64);
        CborEncoder.write(value, out);
        return out.bytes();
    }

    private static @Nullable Object flat(Class<?> type, byte[] bytes) {
        return FlatRecord.read(type, bytes, 0, bytes.length);
    }

    @Test
    void whatClientsWriteNeedsNoParser() {
        Steer steer = new Steer(-0.1, 0.5f, -70_000, 1 << 20, true);
        assertThat(flat(Steer.class, encoded(steer))).isEqualTo(steer);
        assertThat(flat(Steer.class, encoded(new Steer(3, -2, 0, 0, false)))).isEqualTo(new Steer(3, -2, 0, 0, false));
    }

    @Test
    void whatIsAnnotatedOrNestedIsLeftToTheParser() {
        assertThat(flat(Renamed.class, Hex.bytes("a1 61 62 01"))).isNull();
        assertThat(flat(Nested.class, Hex.bytes("a1 65 696e6e6572 a1 61 61 01")))
                .isNull();
        assertThat(flat(String.class, Hex.bytes("61 61"))).isNull();
    }

    @Test
    void whatTheConstructorRefusesIsToldAsBefore() {
        byte[] bytes = encoded(new Steer(1, 1, 12, 1, true));
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 12 ? 13 : bytes[i];
        }
        assertThat(flat(Steer.class, bytes)).isNull();
        assertThatThrownBy(() -> Readers.read(Format.CBOR, Steer.class, bytes, 0, bytes.length))
                .isInstanceOf(BadData.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatItReadsTheParserReadsToo(long seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = encoded(new Steer(
                    random.nextBoolean() ? random.nextInt(100) : random.nextDouble(),
                    random.nextInt(1000) / 4f,
                    14 + random.nextInt(1 << random.nextInt(30)),
                    random.nextInt() >> random.nextInt(31),
                    random.nextBoolean()));
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (checked(bytes)) {
                Object flat = flat(Steer.class, bytes);
                read += flat == null ? 0 : 1;
                if (flat != null) {
                    assertThat(flat)
                            .as("seed %d, %s", seed, Hex.of(bytes))
                            .isEqualTo(Readers.parsed(Format.CBOR, Steer.class, bytes, 0, bytes.length));
                }
            }
        }
        assertThat(read).as("seed " + seed).isGreaterThan(TRIES / 3);
    }

    /** Whether it is one value, as far as the scan can tell. */
    private static boolean checked(byte[] bytes) {
        try {
            CborScan scan = new CborScan(bytes, 0, bytes.length, Limits.Shape.DEFAULTS);
            scan.value(0, false);
            scan.end();
            return true;
        } catch (RuntimeException bad) {
            return false;
        }
    }
}
