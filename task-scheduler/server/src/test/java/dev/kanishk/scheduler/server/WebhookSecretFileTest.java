package dev.kanishk.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.webhook.WebhookKey;
import dev.kanishk.scheduler.webhook.WebhookKeyPair;
import dev.kanishk.scheduler.webhook.WebhookKeys;
import dev.kanishk.scheduler.webhook.WebhookSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSecretFileTest {
    @TempDir Path folder;

    @Test
    void takesTheSecretsOfTheEnvironmentInTheirOrder() throws Exception {
        WebhookKey first = WebhookKeyPair.generate();
        WebhookKey second = WebhookSecret.generate();
        WebhookKeys keys = WebhookSecretFile.read(first.text() + " " + second.text(), null);
        assertThat(keys.keys())
                .extracting(WebhookKey::text)
                .containsExactly(first.text(), second.text());
        assertThat(WebhookSecretFile.read(second.text(), null).keys()).hasSize(1);
    }

    @Test
    void makesASecretOnceAndReadsSeveral() throws Exception {
        Path file = folder.resolve("new/webhook-secret");
        WebhookKeys made = WebhookSecretFile.read(null, file);
        assertThat(WebhookSecretFile.read(" ", file).sign("a", 1, new byte[0]))
                .isEqualTo(made.sign("a", 1, new byte[0]));
        WebhookKey newer = WebhookSecret.generate();
        Files.writeString(file, newer.text() + "\n" + Files.readString(file));
        WebhookKeys both = WebhookSecretFile.read(null, file);
        assertThat(both.keys())
                .extracting(WebhookKey::text)
                .containsExactly(newer.text(), made.keys().getFirst().text());
    }

    @Test
    void saysWhereASecretIsWrongWithoutRepeatingIt() {
        String good = WebhookSecret.generate().text();
        assertThatThrownBy(() -> WebhookSecretFile.read(good + " hunter2", null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("TASK_SCHEDULER_WEBHOOK_SECRET: ")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> WebhookSecretFile.read(null, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("TASK_SCHEDULER_WEBHOOK_SECRET is not set");
    }
}
