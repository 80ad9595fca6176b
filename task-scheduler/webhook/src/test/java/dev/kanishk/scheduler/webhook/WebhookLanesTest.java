package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.job.JobRequest;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WebhookLanesTest {
    private final WebhookLanes lanes = new WebhookLanes("webhook");

    @Test
    void namesTheHostAsTargetAndTenant() {
        JobRequest request =
                lanes.enqueuing(
                        JobRequest.of(
                                "webhook",
                                "{\"body\":{\"url\":\"http://b.example\"},\"n\":[1,{}],"
                                        + "\"url\":\"https://A.example:8443/x\"}"));
        assertThat(request.target()).isEqualTo("a.example:8443");
        assertThat(request.tenant()).isEqualTo("a.example:8443");
    }

    @Test
    void leavesWhatACallerNames() {
        JobRequest request = JobRequest.of("webhook", "{\"url\":\"https://a.example/x\"}");
        JobRequest ofTenant = lanes.enqueuing(request.withTenant("acme"));
        assertThat(ofTenant.tenant()).isEqualTo("acme");
        assertThat(ofTenant.target()).isEqualTo("a.example");
        JobRequest ofTarget = lanes.enqueuing(request.withTarget("a"));
        assertThat(ofTarget.tenant()).isEqualTo("a.example");
        assertThat(ofTarget.target()).isEqualTo("a");
        JobRequest ofBoth = request.withTarget("a").withTenant("acme");
        assertThat(lanes.enqueuing(ofBoth)).isSameAs(ofBoth);
    }

    @Test
    void leavesOtherTypesAndPayloadsThatNameNoHost() {
        JobRequest other = JobRequest.of("mail", "{\"url\":\"https://a.example/x\"}");
        assertThat(lanes.enqueuing(other)).isSameAs(other);
        for (String payload :
                new String[] {
                    "", "[]", "{}", "{", "nonsense", "{\"url\":7}", "{\"url\":\"\"}", "{\"url\":{}}"
                }) {
            JobRequest request = JobRequest.of("webhook", payload);
            assertThat(lanes.enqueuing(request)).as(payload).isSameAs(request);
        }
    }

    @Property
    void readsAnyPayload(@ForAll String text) {
        assertThat(lanes.enqueuing(JobRequest.of("webhook", text)).payload()).isEqualTo(text);
    }
}
