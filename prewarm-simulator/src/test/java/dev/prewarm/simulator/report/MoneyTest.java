package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {
    @Test
    void thePriceIsWhatASecondIsWorthByWhatAnInstanceSecondCosts() {
        assertThat(new Money(0.00002, 0.0005, null).price()).isCloseTo(25, within(1e-9));
    }

    @Test
    void costsBecomeMoneyARunAndAMonth() {
        Money money = new Money(0.25, 1, 1_000L);
        assertThat(money.of(8)).isEqualTo(2);
        assertThat(money.aMonth(8)).hasValue(2_000);
        assertThat(new Money(0.25, 1, null).aMonth(8)).isEmpty();
    }

    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "0, 0.00",
        "12.345, 12.34",
        "1200, 1200.00",
        "0.5, 0.50",
        "0.12345, 0.123",
        "0.0005978, 0.000598",
        "-0.006, -0.006"
    })
    void smallAmountsHaveThreeDigitsThatSaySomething(double amount, String written) {
        assertThat(Figures.money(amount)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "1, 0", "1, NaN", "Infinity, 1"})
    void whatIsNoPriceIsRefused(double instanceCost, double secondWorth) {
        assertThatThrownBy(() -> new Money(instanceCost, secondWorth, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("above 0 and at most a million is allowed");
    }
}
