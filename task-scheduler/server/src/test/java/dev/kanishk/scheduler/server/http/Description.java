package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The OpenAPI document, and what it says of values. */
final class Description {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(Dialects.getOpenApi31());
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    Description(JsonNode document) {
        this.document = document;
    }

    /** The one in this program. */
    static Description own() {
        try (InputStream in = StatusRoutes.class.getResourceAsStream("openapi.json")) {
            return new Description(JSON.readTree(Objects.requireNonNull(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    JsonNode component(String kind, String name) {
        return document.path("components").path(kind).path(name);
    }

    /** Operations by method and path. */
    Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new LinkedHashMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> {
                    for (String method : METHODS) {
                        JsonNode operation = path.getValue().path(method);
                        if (operation.isObject()) {
                            operations.put(
                                    method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                                    operation);
                        }
                    }
                });
        return operations;
    }

    /** The operation of a route that is there. */
    JsonNode operation(String route) {
        return Objects.requireNonNull(operations().get(route), route);
    }

    /** The parameters of an operation, its path's included. */
    List<JsonNode> parameters(String path, JsonNode operation) {
        List<JsonNode> parameters = new ArrayList<>();
        document.path("paths").path(path).path("parameters").forEach(parameters::add);
        operation.path("parameters").forEach(parameters::add);
        return parameters.stream().map(this::resolved).toList();
    }

    JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    /** What is wrong with a value by a schema of the document. */
    List<Error> faults(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compiled)
                .validate(
                        value.toString(),
                        InputFormat.JSON,
                        context ->
                                context.executionConfig(
                                        config -> config.formatAssertionsEnabled(true)));
    }

    private Schema compiled(JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("allOf", JSON.createArrayNode().add(schema));
        whole.set("$defs", document.path("components").path("schemas"));
        return registry.getSchema(
                whole.toString().replace("#/components/schemas/", "#/$defs/"), InputFormat.JSON);
    }
}
