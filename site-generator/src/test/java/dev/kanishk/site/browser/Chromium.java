package dev.kanishk.site.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Headless Chromium with one page, driven by the Chrome DevTools Protocol. */
public final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;
    private static final Map<String, Integer> KEYS =
            Map.of("Tab", 9, "Enter", 13, "Escape", 27, "ArrowLeft", 37, "ArrowRight", 39);
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<JsonNode> events = Collections.synchronizedList(new ArrayList<>());
    private final String session;
    private volatile CompletableFuture<String> loaded = new CompletableFuture<>();

    private Chromium(Path program, Path profile) throws Exception {
        process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-dev-shm-usage",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run",
                                "--hide-scrollbars",
                                "--user-data-dir=" + profile,
                                "--remote-debugging-port=0",
                                "about:blank")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        socket =
                client.newWebSocketBuilder()
                        .buildAsync(URI.create(address()), new Messages())
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        String target =
                send("Target.createTarget", "", "url", "about:blank").path("targetId").asText();
        ObjectNode attach = JSON.createObjectNode().put("targetId", target).put("flatten", true);
        session = send("Target.attachToTarget", "", attach).path("sessionId").asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            command(domain + ".enable", JSON.createObjectNode());
        }
    }

    /** Starts the installed browser; empty if there is none. */
    public static Optional<Chromium> start(Path profile) throws Exception {
        Optional<Path> program =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .filter(folder -> !folder.isEmpty())
                        .flatMap(folder ->
                                Stream.of("chromium", "chromium-browser", "google-chrome")
                                        .map(name -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .findFirst();
        return program.isEmpty()
                ? Optional.empty()
                : Optional.of(new Chromium(program.get(), profile));
    }

    private String address() throws IOException {
        BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> errors.lines().forEach(ignored -> {}));
                return line.substring(LISTENING.length()).strip();
            }
        }
        throw new IOException("the browser ended before it listened");
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                receive(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    private void receive(String message) {
        JsonNode json;
        try {
            json = JSON.readTree(message);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        CompletableFuture<JsonNode> answer = pending.remove(json.path("id").asInt(-1));
        if (answer != null) {
            answer.complete(json);
        } else {
            events.add(json);
            if (json.path("method").asText().equals("Page.loadEventFired")) {
                loaded.complete("");
            }
        }
    }

    private JsonNode send(String method, String to, String name, String value) throws Exception {
        return send(method, to, JSON.createObjectNode().put(name, value));
    }

    private JsonNode send(String method, String to, ObjectNode parameters) throws Exception {
        int id = ids.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        if (!to.isEmpty()) {
            message.put("sessionId", to);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        JsonNode json = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (json.has("error")) {
            throw new IOException(method + ": " + json.path("error"));
        }
        return json.path("result");
    }

    private JsonNode command(String method, ObjectNode parameters) throws Exception {
        return send(method, session, parameters);
    }

    /** Sets the size of the window and the theme that pages are asked for. */
    public void show(int width, int height, String theme) throws Exception {
        command(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
        ObjectNode media = JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", theme);
        command("Emulation.setEmulatedMedia", media);
    }

    /** Goes to a page and waits until it is loaded. */
    public void open(String url) throws Exception {
        events.clear();
        loaded = new CompletableFuture<>();
        command("Page.navigate", JSON.createObjectNode().put("url", url));
        loaded.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** {@return the value of an expression in the page; promises are waited for} */
    public JsonNode evaluate(String expression) throws Exception {
        JsonNode result =
                command(
                        "Runtime.evaluate",
                        JSON.createObjectNode()
                                .put("expression", expression)
                                .put("awaitPromise", true)
                                .put("returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(result.path("exceptionDetails").toString());
        }
        return result.path("result").path("value");
    }

    /** Presses a key and lets it go, such as Tab, Enter or ArrowLeft. */
    public void press(String key) throws Exception {
        for (String type : List.of("keyDown", "keyUp")) {
            ObjectNode event =
                    JSON.createObjectNode()
                            .put("type", type)
                            .put("key", key)
                            .put("code", key)
                            .put("windowsVirtualKeyCode", KEYS.getOrDefault(key, 0));
            if (type.equals("keyDown") && key.equals("Enter")) {
                event.put("text", "\r");
            }
            command("Input.dispatchKeyEvent", event);
        }
    }

    /** Writes text where the focus is. */
    public void type(String text) throws Exception {
        command("Input.insertText", JSON.createObjectNode().put("text", text));
    }

    /** {@return a picture of what is to be seen, as PNG} */
    public byte[] picture() throws Exception {
        ObjectNode whole =
                JSON.createObjectNode().put("format", "png").put("captureBeyondViewport", true);
        return command("Page.captureScreenshot", whole).path("data").binaryValue();
    }

    /** {@return what the page complained about, and what it asked other places for} */
    public List<String> complaints(String origin) {
        List<String> complaints = new ArrayList<>();
        for (JsonNode event : List.copyOf(events)) {
            JsonNode parameters = event.path("params");
            switch (event.path("method").asText()) {
                case "Runtime.exceptionThrown" ->
                        complaints.add(parameters.path("exceptionDetails").toString());
                case "Runtime.consoleAPICalled" -> {
                    if (parameters.path("type").asText().equals("error")) {
                        complaints.add(parameters.path("args").toString());
                    }
                }
                case "Log.entryAdded" -> {
                    if (parameters.path("entry").path("level").asText().equals("error")) {
                        complaints.add(parameters.path("entry").toString());
                    }
                }
                case "Network.requestWillBeSent" -> {
                    String url = parameters.path("request").path("url").asText();
                    if (!url.startsWith(origin) && !url.startsWith("data:")) {
                        complaints.add("asks for " + url);
                    }
                }
                default -> {}
            }
        }
        return complaints;
    }

    @Override
    public void close() throws IOException {
        socket.sendText("{\"id\":0,\"method\":\"Browser.close\"}", true).join();
        // Its last writes must not race with the removal of its profile.
        process.onExit().completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        boolean ended = !process.isAlive();
        process.destroyForcibly().onExit().join();
        client.shutdownNow();
        if (!ended) {
            throw new IOException("the browser did not end when it was asked to");
        }
    }
}
