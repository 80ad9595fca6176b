package dev.kanishk.scheduler.server;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates a store's schema, or upgrades it. */
@Command(
        name = "migrate",
        description = "Creates the schema of a store, or upgrades it. 'serve' does so too.")
final class MigrateCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private StoreLocation store = new StoreLocation();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        store.open().close();
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    json
                            ? Json.object().put("store", store.name()).toString()
                            : "the schema of '" + store.name() + "' is up to date");
            out.flush();
        }
        return 0;
    }
}
