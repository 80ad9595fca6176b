package dev.kanishk.scheduler.webhook;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key pair of which only the sender has the secret half: ed25519 (RFC 8032), {@code v1a}.
 *
 * <p>Its text is {@code whsk_} and then the 32 bytes of the secret key followed by the 32 of the
 * public one, in Base64; the public one's is {@code whpk_} and then its 32 bytes.
 */
public final class WebhookKeyPair implements WebhookKey {
    static final String SECRET = "whsk_";
    static final String PUBLIC = "whpk_";

    private static final String VERSION = "v1a,";
    private static final String ALGORITHM = "Ed25519";
    private static final int HALF_BYTES = 32;

    private final PrivateKey signing;
    private final byte[] secretHalf;
    private final byte[] publicHalf;

    private WebhookKeyPair(PrivateKey signing, byte[] secretHalf, byte[] publicHalf) {
        this.signing = signing;
        this.secretHalf = secretHalf;
        this.publicHalf = publicHalf;
    }

    /**
     * Reads a key pair.
     *
     * @param text {@code whsk_} and then both halves in Base64, the secret one first
     * @return the key pair
     * @throws IllegalArgumentException if it is no such text, or the halves do not belong together;
     *     the message does not repeat it
     */
    public static WebhookKeyPair parse(String text) {
        if (text.startsWith(PUBLIC)) {
            throw new IllegalArgumentException(
                    "a webhook key that begins with 'whpk_' is public and cannot sign: name the one"
                            + " with 'whsk_'");
        }
        byte[] both;
        try {
            both = Base64.getDecoder().decode(text.substring(checkedPrefix(text)));
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
        if (both.length != 2 * HALF_BYTES) {
            throw wrong();
        }
        byte[] secretHalf = Arrays.copyOf(both, HALF_BYTES);
        byte[] publicHalf = Arrays.copyOfRange(both, HALF_BYTES, both.length);
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            PrivateKey signing =
                    factory.generatePrivate(
                            new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secretHalf));
            WebhookKeyPair pair = new WebhookKeyPair(signing, secretHalf, publicHalf);
            pair.checkHalves(factory.generatePublic(publicSpec(publicHalf)));
            return pair;
        } catch (GeneralSecurityException e) {
            throw wrong();
        }
    }

    private static int checkedPrefix(String text) {
        if (!text.startsWith(SECRET)) {
            throw wrong();
        }
        return SECRET.length();
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "the webhook key is not 'whsk_' and then the 64 bytes of an ed25519 key pair in"
                        + " Base64, the secret half first");
    }

    private void checkHalves(PublicKey verifying) throws GeneralSecurityException {
        byte[] message = {1};
        Signature verifier = Signature.getInstance(ALGORITHM);
        verifier.initVerify(verifying);
        verifier.update(message);
        if (!verifier.verify(sign(message))) {
            throw wrong();
        }
    }

    /**
     * The point whose y is written with its lowest byte first, and the sign of x in the top bit.
     */
    private static EdECPublicKeySpec publicSpec(byte[] half) {
        byte[] y = new byte[HALF_BYTES];
        for (int i = 0; i < HALF_BYTES; i++) {
            y[i] = half[HALF_BYTES - 1 - i];
        }
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        return new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y)));
    }

    private static byte[] half(EdECPoint point) {
        byte[] half = new byte[HALF_BYTES];
        byte[] y = point.getY().toByteArray();
        for (int i = 0; i < Math.min(HALF_BYTES, y.length); i++) {
            half[i] = y[y.length - 1 - i];
        }
        if (point.isXOdd()) {
            half[HALF_BYTES - 1] |= (byte) 0x80;
        }
        return half;
    }

    /** {@return a new random key pair} */
    public static WebhookKeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new SecureRandom());
            KeyPair pair = generator.generateKeyPair();
            byte[] secretHalf =
                    ((EdECPrivateKey) pair.getPrivate())
                            .getBytes()
                            .orElseThrow(() -> new GeneralSecurityException("no bytes"));
            byte[] publicHalf = half(((EdECPublicKey) pair.getPublic()).getPoint());
            return new WebhookKeyPair(pair.getPrivate(), secretHalf, publicHalf);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String text() {
        byte[] both = Arrays.copyOf(secretHalf, 2 * HALF_BYTES);
        System.arraycopy(publicHalf, 0, both, HALF_BYTES, HALF_BYTES);
        return SECRET + Base64.getEncoder().encodeToString(both);
    }

    /** {@return {@code whpk_} and then the public half, for the receivers} */
    @Override
    public String receiverText() {
        return PUBLIC + Base64.getEncoder().encodeToString(publicHalf);
    }

    @Override
    public String sign(String id, long timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        try {
            return VERSION + Base64.getEncoder().encodeToString(sign(head, body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private byte[] sign(byte[]... parts) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(ALGORITHM);
        signer.initSign(signing);
        for (byte[] part : parts) {
            signer.update(part);
        }
        return signer.sign();
    }

    @Override
    public String toString() {
        return "WebhookKeyPair[" + receiverText() + ", secret not shown]";
    }
}
