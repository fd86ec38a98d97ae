package dev.playflux.transport;

import dev.playflux.message.Limits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The connections of each address: how many are open, and how fast they come. Safe from any thread. */
final class AddressCount {
    private static final int SWEEP = 1024;

    private final int most;
    private final Limits.Rate rate;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private int untilSweep = SWEEP;

    AddressCount(Limits limits) {
        this.most = limits.connectionsPerAddress();
        this.rate = limits.connects();
    }

    /** Counts one more; or the name of the limit that the address would exceed. */
    @Nullable
    String take(String address, long now) {
        @Nullable String[] refused = new @Nullable String[1];
        accounts.compute(address, (same, known) -> {
            Account account = known == null ? new Account(new TokenBucket(rate, now)) : known;
            refused[0] = account.take(most, now);
            return account;
        });
        sweep(now);
        return refused[0];
    }

    /** Counts one less. */
    void release(String address, long now) {
        accounts.computeIfPresent(address, (same, account) -> {
            account.open--;
            return account.idle(now) ? null : account;
        });
    }

    /** Forgets who has nothing open and has paid for what was. Rare, so that many addresses cost little each. */
    private synchronized void sweep(long now) {
        if (--untilSweep <= 0) {
            accounts.keySet()
                    .forEach(address ->
                            accounts.computeIfPresent(address, (same, account) -> account.idle(now) ? null : account));
            untilSweep = Math.max(SWEEP, accounts.size());
        }
    }

    /** One address. Under the map's lock. */
    private static final class Account {
        private final TokenBucket connects;
        private int open;

        Account(TokenBucket connects) {
            this.connects = connects;
        }

        @Nullable
        String take(int most, long now) {
            if (open >= most) {
                return "connectionsPerAddress";
            }
            if (!connects.take(now)) {
                return "connects";
            }
            open++;
            return null;
        }

        boolean idle(long now) {
            return open == 0 && connects.full(now);
        }
    }
}
