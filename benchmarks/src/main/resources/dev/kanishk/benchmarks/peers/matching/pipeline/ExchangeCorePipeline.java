import exchange.core2.core.ExchangeApi;
import exchange.core2.core.ExchangeCore;
import exchange.core2.core.common.BalanceAdjustmentType;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.CoreWaitStrategy;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.api.ApiAddUser;
import exchange.core2.core.common.api.ApiAdjustUserBalance;
import exchange.core2.core.common.api.ApiCancelOrder;
import exchange.core2.core.common.api.ApiCommand;
import exchange.core2.core.common.api.ApiPlaceOrder;
import exchange.core2.core.common.api.binary.BatchAddSymbolsCommand;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.ExchangeConfiguration;
import exchange.core2.core.common.config.InitialStateConfiguration;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.common.config.OrdersProcessingConfiguration;
import exchange.core2.core.common.config.PerformanceConfiguration;
import exchange.core2.core.common.config.ReportsQueriesConfiguration;
import exchange.core2.core.common.config.SerializationConfiguration;
import exchange.core2.core.processors.journaling.DiskSerializationProcessor;
import exchange.core2.core.processors.journaling.DiskSerializationProcessorConfiguration;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.ObjLongConsumer;
import org.HdrHistogram.Histogram;

/**
 * exchange-core's whole pipeline under a flow from a file, for the JDK that it runs on: grouping,
 * risk, matching, and its journal if asked for. One file, for Java's source launcher.
 *
 * <p>Arguments: the flow; commands per second, 0 for as fast as it takes them; passes over the flow
 * to warm up; passes that count; its wait strategy; the folder of its journal, or "none".
 *
 * <p>Settings are those of its own performance tests for one symbol: its latency or throughput
 * configuration with one risk engine, one matching engine and the ring of those tests. Two of them
 * cannot be kept with fewer than six cores: its threads are not pinned, and do not spin.
 *
 * <p>Prints "trades N" of the first pass, then for each pass that counts "rate COMMANDS_PER_SECOND",
 * then "histogram BASE64": nanoseconds from when a command was due to its result.
 */
public final class ExchangeCorePipeline implements ObjLongConsumer<OrderCommand> {
    private static final int SYMBOL = 1;
    private static final int BASE = 1;
    private static final int QUOTE = 2;
    private static final int RECORD_BYTES = 24;
    private static final long DEPOSIT = 1L << 52;

    private final Histogram histogram = new Histogram(3);
    private final ExchangeCore core;
    private volatile long done;
    private volatile long trades;
    private volatile boolean timed;
    private volatile OrderCommand refused;

    private ExchangeCorePipeline(boolean paced, CoreWaitStrategy strategy, String journal) {
        boolean journaled = !journal.equals("none");
        PerformanceConfiguration.PerformanceConfigurationBuilder performance =
                paced
                        ? PerformanceConfiguration.latencyPerformanceBuilder()
                                .ringBufferSize((journaled ? 32 : 2) * 1024)
                                .msgsInGroupLimit(256)
                        : PerformanceConfiguration.throughputPerformanceBuilder()
                                .ringBufferSize(32 * 1024)
                                .msgsInGroupLimit(journaled ? 1536 : 4096);
        SerializationConfiguration serialization = SerializationConfiguration.DEFAULT;
        if (journaled) {
            DiskSerializationProcessorConfiguration disk =
                    DiskSerializationProcessorConfiguration.builder()
                            .storageFolder(journal)
                            .snapshotLz4CompressorFactory(
                                    DiskSerializationProcessorConfiguration.LZ4_FAST)
                            .journalFileMaxSize(4000L << 20)
                            .journalBufferSize(256 * 1024)
                            .journalBatchCompressThreshold(2048)
                            .journalLz4CompressorFactory(
                                    DiskSerializationProcessorConfiguration.LZ4_FAST)
                            .build();
            serialization =
                    SerializationConfiguration.builder()
                            .enableJournaling(true)
                            .serializationProcessorFactory(
                                    configuration ->
                                            new DiskSerializationProcessor(configuration, disk))
                            .build();
        }
        core =
                ExchangeCore.builder()
                        .resultsConsumer(this)
                        .exchangeConfiguration(
                                ExchangeConfiguration.builder()
                                        .initStateCfg(
                                                journaled
                                                        ? InitialStateConfiguration
                                                                .cleanStartJournaling("bench")
                                                        : InitialStateConfiguration.CLEAN_TEST)
                                        .performanceCfg(
                                                performance
                                                        .matchingEnginesNum(1)
                                                        .riskEnginesNum(1)
                                                        .threadFactory(Thread::new)
                                                        .waitStrategy(strategy)
                                                        .build())
                                        .ordersProcessingCfg(OrdersProcessingConfiguration.DEFAULT)
                                        .reportsQueriesCfg(
                                                ReportsQueriesConfiguration.createStandardConfig())
                                        .loggingCfg(LoggingConfiguration.DEFAULT)
                                        .serializationCfg(serialization)
                                        .build())
                        .build();
    }

    @Override
    public void accept(OrderCommand command, long sequence) {
        boolean places = command.command == OrderCommandType.PLACE_ORDER;
        if (!places && command.command != OrderCommandType.CANCEL_ORDER) {
            return;
        }
        if (timed) {
            histogram.recordValue(Math.max(0, System.nanoTime() - command.timestamp));
        }
        if (places && command.resultCode != CommandResultCode.SUCCESS) {
            refused = command;
        }
        long found = 0;
        for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
            found += event.eventType == MatcherEventType.TRADE ? 1 : 0;
        }
        if (found > 0) {
            trades = trades + found;
        }
        done = done + 1;
    }

    private void prepare(int accounts) {
        ExchangeApi api = core.getApi();
        CoreSymbolSpecification symbol =
                CoreSymbolSpecification.builder()
                        .symbolId(SYMBOL)
                        .type(SymbolType.CURRENCY_EXCHANGE_PAIR)
                        .baseCurrency(BASE)
                        .quoteCurrency(QUOTE)
                        .baseScaleK(1)
                        .quoteScaleK(1)
                        .takerFee(2)
                        .makerFee(1)
                        .build();
        require(api.submitBinaryDataAsync(new BatchAddSymbolsCommand(symbol)).join());
        long transaction = 1;
        for (long account = 1; account <= accounts; account++) {
            require(api.submitCommandAsync(ApiAddUser.builder().uid(account).build()).join());
            for (int currency = BASE; currency <= QUOTE; currency++) {
                ApiAdjustUserBalance deposit =
                        ApiAdjustUserBalance.builder()
                                .uid(account)
                                .currency(currency)
                                .amount(DEPOSIT)
                                .transactionId(transaction++)
                                .build();
                require(api.submitCommandAsync(deposit).join());
            }
        }
    }

    private static void require(CommandResultCode code) {
        if (code != CommandResultCode.SUCCESS && code != CommandResultCode.ACCEPTED) {
            throw new IllegalStateException("exchange-core answered " + code);
        }
    }

    /** Returns the nanoseconds that a pass took. */
    private long pass(ApiCommand[] commands, long perSecond) {
        ExchangeApi api = core.getApi();
        long before = done;
        long start = System.nanoTime();
        for (int each = 0; each < commands.length; each++) {
            if (perSecond > 0) {
                long due = start + each * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    Thread.onSpinWait();
                }
                commands[each].timestamp = due;
            }
            api.submitCommand(commands[each]);
        }
        while (done - before < commands.length) {
            if (refused != null) {
                throw new IllegalStateException("exchange-core refused " + refused);
            }
            Thread.yield();
        }
        return System.nanoTime() - start;
    }

    private static ApiCommand[] read(Path flow) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(flow)).order(ByteOrder.LITTLE_ENDIAN);
        ApiCommand[] commands = new ApiCommand[bytes.capacity() / RECORD_BYTES];
        for (int each = 0; each < commands.length; each++) {
            int at = each * RECORD_BYTES;
            int kind = bytes.get(at);
            boolean buys = bytes.get(at + 1) == 1;
            int account = bytes.getShort(at + 2);
            int price = bytes.getInt(at + 4);
            int quantity = bytes.getInt(at + 8);
            long id = bytes.getLong(at + 16);
            commands[each] =
                    kind == 2
                            ? ApiCancelOrder.builder()
                                    .uid(account)
                                    .orderId(id)
                                    .symbol(SYMBOL)
                                    .build()
                            : ApiPlaceOrder.builder()
                                    .uid(account)
                                    .orderId(id)
                                    .symbol(SYMBOL)
                                    .price(price)
                                    .reservePrice(price)
                                    .size(quantity)
                                    .action(buys ? OrderAction.BID : OrderAction.ASK)
                                    .orderType(kind == 1 ? OrderType.IOC : OrderType.GTC)
                                    .build();
        }
        return commands;
    }

    /** Runs the passes. */
    public static void main(String[] arguments) throws Exception {
        ApiCommand[] commands = read(Path.of(arguments[0]));
        long perSecond = Long.parseLong(arguments[1]);
        int warmups = Integer.parseInt(arguments[2]);
        int passes = Integer.parseInt(arguments[3]);
        int accounts = Integer.parseInt(arguments[4]);
        ExchangeCorePipeline pipeline =
                new ExchangeCorePipeline(
                        perSecond > 0, CoreWaitStrategy.valueOf(arguments[5]), arguments[6]);
        pipeline.core.startup();
        pipeline.prepare(accounts);
        for (int each = 0; each < warmups; each++) {
            pipeline.pass(commands, 0);
            if (each == 0) {
                System.out.println("trades " + pipeline.trades);
            }
        }
        pipeline.timed = perSecond > 0;
        for (int each = 0; each < passes; each++) {
            long nanos = pipeline.pass(commands, perSecond);
            System.out.println("rate " + commands.length * 1e9 / nanos);
        }
        if (pipeline.timed) {
            ByteBuffer encoded =
                    ByteBuffer.allocate(pipeline.histogram.getNeededByteBufferCapacity());
            int length = pipeline.histogram.encodeIntoCompressedByteBuffer(encoded);
            byte[] bytes = new byte[length];
            encoded.flip().get(bytes);
            System.out.println("histogram " + Base64.getEncoder().encodeToString(bytes));
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }
}
