package dev.playflux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers on a grid. */
class GridTest {

    record Good(
            @Quantized(min = -10, max = 10, step = 0.01) double hundredths,
            @Quantized(min = -9, max = 9, step = 0.3) double thirds,
            @Quantized(min = 0, max = 1000, step = 5) double fives,
            @Quantized(min = 0.05, max = 0.95, step = 0.1) double within,
            @Quantized(min = 0, max = 1, step = 1.0 / 3) double fraction,
            @Quantized(min = 0, max = 100, step = 1) double ones,
            @Angle double byteAngle,
            @Angle(bits = 2) double quarter) {}

    private static Grid grid(String name) {
        return grid(Good.class, name);
    }

    private static Grid grid(Class<?> type, String name) {
        for (var component : type.getRecordComponents()) {
            if (component.getName().equals(name)) {
                return Objects.requireNonNull(Cells.grid(component));
            }
        }
        throw new AssertionError(name);
    }

    @ParameterizedTest
    @CsvSource({
        "hundredths, 3.14159, 3.14",
        "hundredths, 99, 10",
        "hundredths, -99, -10",
        "hundredths, 0.29, 0.29",
        "hundredths, Infinity, 10",
        "thirds, 2.6, 2.7",
        "thirds, 9, 9",
        "fives, 12.4, 10",
        "fives, 12.6, 15",
        "within, 0, 0.1",
        "within, 1, 0.9",
        "fraction, 0.7, 0.6666666666666666",
        "ones, 41.5, 42",
        "byteAngle, 0, 0",
        "quarter, 1.5, 1.5707963267948966",
        "quarter, 3.2, -3.141592653589793",
        "quarter, -3.2, -3.141592653589793",
        "quarter, 7.9, 1.5707963267948966"
    })
    void aNumberIsSnappedToTheNearestOne(String name, double value, double snapped) {
        assertThat(grid(name).snapped(value)).isEqualTo(snapped);
    }

    @Test
    void whatIsSnappedStaysAsItIs() {
        Random random = new Random(1);
        for (var component : Good.class.getRecordComponents()) {
            Grid grid = grid(component.getName());
            DoubleStream.generate(() -> random.nextGaussian() * 20)
                    .limit(10_000)
                    .forEach(value -> {
                        double snapped = grid.snapped(value);
                        assertThat(grid.snapped(snapped))
                                .as("%s of %s", grid, value)
                                .isEqualTo(snapped);
                    });
        }
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> grid("ones").snapped(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> grid("quarter").snapped(Double.POSITIVE_INFINITY))
                .hasMessageContaining("Infinity");
    }

    record Backwards(@Quantized(min = 1, max = 0, step = 1) double x) {}

    record NoStep(@Quantized(min = 0, max = 1, step = 0) double x) {}

    record Between(
            @Quantized(min = 0.4, max = 0.6, step = 1) double x) {}

    record TooFine(
            @Quantized(min = 0, max = 1e9, step = 1e-9) double x) {}

    record TooWide(
            @Quantized(min = -9e15, max = 9e15, step = 1) double x) {}

    record OneBit(@Angle(bits = 1) double x) {}

    record Whole(@Quantized(min = 0, max = 1, step = 1) int x) {}

    record Both(
            @Angle @Quantized(min = 0, max = 1, step = 1) double x) {}

    @Test
    void nonsenseIsRefusedWhereTheTypeIsNamed() {
        for (Class<?> type : new Class<?>[] {
            Backwards.class,
            NoStep.class,
            Between.class,
            TooFine.class,
            TooWide.class,
            OneBit.class,
            Whole.class,
            Both.class
        }) {
            assertThatThrownBy(() -> Source.of(type))
                    .as(type.getSimpleName())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
