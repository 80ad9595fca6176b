package dev.kanishk.benchmarks.showcase.matching;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes an order flow with the statistics of a minute of a liquid stock: of the events that show,
 * half are new orders, two fifths cancel one, a tenth takes liquidity; half of the orders have one
 * small size, a fifth a round one; prices lie within a few ticks of the middle, some far away.
 */
final class OrderFlow {
    static final long SEED = 20261123;

    private static final String HEADER =
            "time_ns,action,symbol,order_id,account,side,type,tif,price,qty,display_qty,stop_price,"
                    + "stp\n";
    private static final String[] SYMBOLS = {"AAA", "BBB", "CCC", "DDD"};
    private static final int REMEMBERED = 4096;

    private OrderFlow() {}

    /** Writes a flow; the same number of commands gives the same bytes. */
    static Path write(Path file, int commands) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] recent = new int[REMEMBERED];
        int[] middle = {58_000, 41_000, 12_000, 95_000};
        int entered = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(HEADER);
            for (int line = 1; line <= commands; line++) {
                int kind = random.nextInt(100);
                int symbol = random.nextInt(SYMBOLS.length);
                if (kind >= 50 && kind < 89 && entered > 0) {
                    int id = recent[random.nextInt(Math.min(entered, REMEMBERED))];
                    out.write(line + ",CANCEL,," + id + ",,,,,,,,,\n");
                    continue;
                }
                boolean buys = random.nextBoolean();
                boolean takes = kind >= 89;
                middle[symbol] += random.nextInt(200) == 0 ? (buys ? 1 : -1) : 0;
                int distance = takes ? -6 : random.nextInt(10) == 0 ? 40 : random.nextInt(8);
                int price = middle[symbol] + (buys ? -distance : distance);
                out.write(
                        line
                                + ",NEW,"
                                + SYMBOLS[symbol]
                                + ","
                                + line
                                + ","
                                + random.nextInt(1, 50)
                                + (buys ? ",B" : ",S")
                                + ",LIMIT,"
                                + (takes ? "IOC," : "GTC,")
                                + price
                                + ","
                                + size(random)
                                + ",,,NONE\n");
                recent[entered++ % REMEMBERED] = line;
            }
        }
        return file;
    }

    private static int size(SplittableRandom random) {
        int draw = random.nextInt(100);
        return draw < 48 ? 18 : draw < 66 ? 100 : random.nextInt(1, 400);
    }
}
