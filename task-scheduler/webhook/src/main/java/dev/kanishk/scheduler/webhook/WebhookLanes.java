package dev.kanishk.scheduler.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kanishk.scheduler.dispatch.JobInterceptor;
import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import dev.kanishk.scheduler.job.JobRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the hosts that webhooks call apart: a job's target is its host, so that a host has a
 * circuit and slots of its own, and its tenant too, so that hosts get fair shares. What a request
 * names itself stays.
 */
public final class WebhookLanes implements JobInterceptor {
    private static final JsonFactory JSON = new JsonFactory();

    private final String type;

    /**
     * Makes an interceptor.
     *
     * @param type of jobs that {@link WebhookHandler} runs
     */
    public WebhookLanes(String type) {
        this.type = type;
    }

    @Override
    public JobRequest enqueuing(JobRequest request) {
        return request.type().equals(type) ? apart(request) : request;
    }

    /**
     * Names target and tenant of a webhook job that has none, as {@link #enqueuing} does; for
     * recurring jobs and others that do not come by way of an interceptor.
     *
     * @param request a webhook job
     * @return it with them; as it was if its payload names no host, for then it cannot succeed
     */
    public static JobRequest apart(JobRequest request) {
        if (request.target() != null && !request.tenant().isEmpty()) {
            return request;
        }
        String host = host(request.payload());
        if (host == null) {
            return request;
        }
        JobRequest named = request.target() == null ? request.withTarget(host) : request;
        return named.tenant().isEmpty() ? named.withTenant(host) : named;
    }

    private static @Nullable String host(String payload) {
        try (JsonParser json = JSON.createParser(payload)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isUrl = json.currentName().equals("url");
                JsonToken value = json.nextToken();
                if (isUrl) {
                    return value == JsonToken.VALUE_STRING
                            ? TargetUrl.parse(json.getText()).target()
                            : null;
                }
                json.skipChildren();
            }
            return null;
        } catch (IOException | PermanentFailureException e) {
            return null; // The handler says why when it is run.
        }
    }
}
