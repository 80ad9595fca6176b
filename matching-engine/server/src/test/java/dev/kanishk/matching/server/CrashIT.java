package dev.kanishk.matching.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashIT {
    private static final int COMMANDS = 400_000;
    private static final String HEADER =
            "time_ns,action,symbol,order_id,account,side,type,tif,price,qty,display_qty,stop_price,"
                    + "stp";

    @TempDir private Path folder = Path.of("");

    @Test
    void recoversAPrefixThatHoldsEveryReleasedCommandAfterAKill() throws Exception {
        long seed = 20261123;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> lines = lines(random);
        Path flow = Files.write(folder.resolve("flow.csv"), lines);
        for (int round = 0; round < 4; round++) {
            Path log = folder.resolve("journal" + round);
            Path out = folder.resolve("out" + round);
            // With snapshots in every other round: recovery then begins at one of them.
            Process replay =
                    start(
                            "replay",
                            flow,
                            "--out",
                            out,
                            "--journal",
                            log,
                            "--snapshot-every",
                            round % 2 == 0 ? COMMANDS * 2 : COMMANDS / 40);
            boolean ended = replay.waitFor(400 + random.nextInt(900), TimeUnit.MILLISECONDS);
            replay.destroyForcibly().waitFor();
            System.out.println("round " + round + (ended ? ": ended before the kill" : ": killed"));
            if (!Files.isDirectory(log)) {
                continue;
            }
            String recovered = run("recover", "--json", "--journal", log, "--out", out);
            int commands =
                    Integer.parseInt(recovered.replaceAll("(?s).*\"commands\":(\\d+).*", "$1"));
            assertThat(commands).isGreaterThanOrEqualTo(lastReleased(out));

            Path prefix = folder.resolve("prefix.csv");
            Files.write(prefix, lines.subList(0, commands + 1));
            String plain = run("replay", "--json", prefix, "--out", folder.resolve("plain"));
            assertThat(hash(recovered)).isEqualTo(hash(plain));
            assertThat(out.resolve("book.csv"))
                    .hasSameBinaryContentAs(folder.resolve("plain/book.csv"));
        }
    }

    private static String hash(String json) {
        return json.replaceAll("(?s).*\"stateHash\":\"(\\w+)\".*", "$1");
    }

    private static int lastReleased(Path out) throws IOException {
        int last = 0;
        for (String name : List.of("trades.csv", "rejects.csv")) {
            String text = Files.readString(out.resolve(name));
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            List<String> rows = whole.lines().skip(1).toList();
            if (!rows.isEmpty()) {
                String row = rows.getLast();
                last = Math.max(last, Integer.parseInt(row.substring(0, row.indexOf(','))));
            }
        }
        return last;
    }

    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        for (int i = 1; i <= COMMANDS; i++) {
            if (random.nextInt(10) < 4) {
                lines.add(i + ",CANCEL,," + Math.max(1, i - random.nextInt(200)) + ",,,,,,,,,");
            } else {
                String side = random.nextBoolean() ? "B" : "S";
                int price = 10_000 + random.nextInt(40) + (side.equals("B") ? -30 : -10);
                int quantity = 1 + random.nextInt(100);
                lines.add(
                        i
                                + ",NEW,AAA,"
                                + i
                                + ",1,"
                                + side
                                + ",LIMIT,GTC,"
                                + price
                                + ","
                                + quantity
                                + ",,,NONE");
            }
        }
        return lines;
    }

    private static Process start(Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add("target/matching-engine.jar");
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
    }

    private static String run(Object... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
