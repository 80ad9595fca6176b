package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookKeysTest {
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIMESTAMP = 1614265330;
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SECRET_SIGNATURE =
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    /** The pair that the reference implementation is tested with, and its example in the text. */
    private static final String PAIR =
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLl"
                    + "X0dRqSKJp4AJ6p9lMicMFs6Kvg==";

    private static final String PAIR_SIGNATURE =
            "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXw"
                    + "VLPo3mNl8EM+m7TBAg==";

    @Test
    void signsAsTheSpecificationsReferenceLibrariesDo() {
        assertThat(WebhookKey.parse(SECRET).sign(ID, TIMESTAMP, BODY)).isEqualTo(SECRET_SIGNATURE);
        assertThat(WebhookKey.parse(PAIR).sign(ID, TIMESTAMP, BODY)).isEqualTo(PAIR_SIGNATURE);
        assertThat(WebhookKey.parse(PAIR).receiverText())
                .isEqualTo("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=");
    }

    @Test
    void signsWithAllKeysWhileTheyAreReplaced() {
        assertThat(WebhookKeys.parse(" " + SECRET + "\n" + PAIR + " ").sign(ID, TIMESTAMP, BODY))
                .isEqualTo(SECRET_SIGNATURE + " " + PAIR_SIGNATURE);
        assertThat(WebhookKeys.parse(PAIR + " " + SECRET).sign(ID, TIMESTAMP, BODY))
                .isEqualTo(PAIR_SIGNATURE + " " + SECRET_SIGNATURE);
        assertThat(WebhookKeys.of(WebhookKey.parse(SECRET)).sign(ID, TIMESTAMP, BODY))
                .isEqualTo(SECRET_SIGNATURE);
    }

    @Test
    void signsSoThatThePublicHalfAloneVerifies() throws Exception {
        for (int i = 0; i < 20; i++) {
            WebhookKeyPair pair = WebhookKeyPair.generate();
            String signature = WebhookKey.parse(pair.text()).sign(ID, TIMESTAMP, BODY);

            assertThat(verifies(pair.receiverText(), signature, BODY)).isTrue();
            assertThat(verifies(pair.receiverText(), signature, new byte[] {1})).isFalse();
            assertThat(WebhookKeyPair.parse(pair.text()).text()).isEqualTo(pair.text());
            assertThat(pair).asString().doesNotContain(pair.text());
        }
    }

    /** As a receiver does, with the key in the form that the platform reads (RFC 8410). */
    private static boolean verifies(String key, String signature, byte[] body) throws Exception {
        byte[] raw = Base64.getDecoder().decode(key.substring("whpk_".length()));
        String encoded = "302a300506032b6570032100" + HexFormat.of().formatHex(raw);
        PublicKey verifying =
                KeyFactory.getInstance("Ed25519")
                        .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(encoded)));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(verifying);
        verifier.update((ID + "." + TIMESTAMP + ".").getBytes(StandardCharsets.UTF_8));
        verifier.update(body);
        return verifier.verify(Base64.getDecoder().decode(signature.substring("v1a,".length())));
    }

    @Test
    void readsTheSecretsThatItMakes() {
        WebhookSecret secret = WebhookSecret.generate();
        assertThat(WebhookKey.parse(secret.text()).text()).isEqualTo(secret.text());
        assertThat(secret.receiverText()).isEqualTo(secret.text());
        assertThat(secret).asString().doesNotContain(secret.text());
        assertThat(WebhookKeys.of(secret)).asString().doesNotContain(secret.text());
    }

    @Test
    void refusesOtherTextsWithoutRepeatingThem() {
        String swapped = "whsk_" + Base64.getEncoder().encodeToString(new byte[64]);
        for (String text :
                new String[] {
                    "",
                    "hunter2",
                    "whsec_hunter2",
                    "whsec_!!!!",
                    "whsk_hunter2",
                    "whsk_",
                    swapped,
                    PAIR.substring(0, 49),
                    PAIR.replace("X0d", "aaa"),
                    "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
                    SECRET + " hunter2",
                    (SECRET + " ").repeat(11)
                }) {
            assertThatThrownBy(() -> WebhookKeys.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("webhook")
                    .hasMessageNotContaining("hunter2")
                    .hasMessageNotContaining(PAIR.substring(5, 20));
        }
        assertThatThrownBy(() -> new WebhookKeys(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use 1 to 10");
    }
}
