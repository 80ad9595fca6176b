package dev.kanishk.agents.checkpoint;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts payloads with AES in Galois/Counter Mode: a random nonce of 12 bytes each, a tag of 16
 * bytes, bound to the payload's place so that stored payloads cannot be exchanged. Costs 32 bytes a
 * payload. Keys can be changed: new payloads are encrypted with one, older ones are read with the
 * key whose number they carry. One key must not encrypt more than 2³² payloads.
 *
 * <p>Safe for use by many threads.
 */
public final class AesGcmCodec implements PayloadCodec {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEADER_BYTES = Integer.BYTES + NONCE_BYTES;

    private final int current;
    private final Map<Integer, SecretKey> keys;
    private final SecureRandom random = new SecureRandom();

    /**
     * Makes a codec.
     *
     * @param current the number of the key that encrypts
     * @param keys the keys by their numbers, AES of 128, 192 or 256 bits
     * @throws IllegalArgumentException if the current key is missing, or one is not of AES
     */
    public AesGcmCodec(int current, Map<Integer, SecretKey> keys) {
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException(
                    "key " + current + " is to encrypt and is missing: there are " + keys.keySet());
        }
        keys.forEach((number, key) -> {
            if (!key.getAlgorithm().equals("AES")) {
                throw new IllegalArgumentException(
                        "key " + number + " is of " + key.getAlgorithm() + ": use AES");
            }
        });
        this.current = current;
        this.keys = Map.copyOf(keys);
    }

    private SecretKey key(int number) throws GeneralSecurityException {
        SecretKey key = keys.get(number);
        if (key == null) {
            throw new GeneralSecurityException(
                    "it was encrypted with key " + number + ", which this codec was not given");
        }
        return key;
    }

    @Override
    public byte[] encode(byte[] payload, long place) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key(current), nonce, place).doFinal(payload);
        return ByteBuffer.allocate(HEADER_BYTES + encrypted.length)
                .putInt(current)
                .put(nonce)
                .put(encrypted)
                .array();
    }

    @Override
    public byte[] decode(byte[] stored, long place) throws GeneralSecurityException {
        if (stored.length < HEADER_BYTES) {
            throw new GeneralSecurityException("it is too short to be encrypted");
        }
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        SecretKey key = key(buffer.getInt());
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        return cipher(Cipher.DECRYPT_MODE, key, nonce, place)
                .doFinal(stored, HEADER_BYTES, stored.length - HEADER_BYTES);
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, long place)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(ByteBuffer.allocate(Long.BYTES).putLong(0, place));
        return cipher;
    }
}
