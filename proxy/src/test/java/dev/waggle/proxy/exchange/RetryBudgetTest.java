package dev.waggle.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static int spendAll(RetryBudget budget) {
        int spent = 0;
        while (budget.spend()) {
            spent++;
        }
        return spent;
    }

    @Test
    void aFewRequestsMayAllBeTriedAgain() {
        assertThat(spendAll(new RetryBudget())).isEqualTo(200);
    }

    @Test
    void everyFifthRequestOfAnOverloadEarnsOneAttempt() {
        RetryBudget budget = new RetryBudget();
        spendAll(budget);
        int spent = 0;
        for (int i = 0; i < 10_000; i++) {
            budget.requested();
            spent += budget.spend() ? 1 : 0;
        }
        assertThat(spent).isEqualTo(2_000);
    }

    @Test
    void whatIsSavedHasABound() {
        RetryBudget budget = new RetryBudget();
        for (int i = 0; i < 10_000; i++) {
            budget.requested();
        }
        assertThat(spendAll(budget)).isEqualTo(200);
    }
}
