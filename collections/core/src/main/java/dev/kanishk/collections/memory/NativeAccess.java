package dev.kanishk.collections.memory;

/**
 * Whether this module may call native code and reach memory by its address.
 *
 * <p>It may where the JVM was started with {@code --enable-native-access} for this module, or for
 * {@code ALL-UNNAMED} if this jar is on the class path, or where the main jar's manifest says so.
 * Where it may not, nothing restricted is called, so that no warning is printed: memory then comes
 * from arenas. Results are the same; speed is not.
 */
public final class NativeAccess {
    private static final boolean ENABLED = NativeAccess.class.getModule().isNativeAccessEnabled();

    private NativeAccess() {}

    /**
     * Returns which of the two it is. The answer never changes while the JVM runs.
     *
     * @return whether native access is enabled
     */
    public static boolean isEnabled() {
        return ENABLED;
    }
}
