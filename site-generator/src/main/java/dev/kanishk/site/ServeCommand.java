package dev.kanishk.site;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows a site while it is written. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description =
                "Serves the site on loopback, rebuilds it and reloads the browser on changes.")
final class ServeCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private SiteOptions options;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port on loopback; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port = 8000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(
                    spec.commandLine(), "--port is from 0 to 65535, not " + port);
        }
        SiteRequest request = options.request(true);
        try (Preview preview = Preview.start(request, port, spec.commandLine().getErr())) {
            spec.commandLine().getOut().println("Serving " + preview.address());
            spec.commandLine().getOut().flush();
            preview.watch();
        }
        return 0;
    }
}
