package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TargetRulesTest {
    @Test
    void refusesWhatIsNotPublic() {
        for (String address :
                new String[] {
                    "127.0.0.1",
                    "127.255.255.254",
                    "10.1.2.3",
                    "172.31.0.1",
                    "192.168.1.1",
                    "169.254.169.254",
                    "100.64.0.1",
                    "0.0.0.0",
                    "224.0.0.1",
                    "255.255.255.255",
                    "::1",
                    "::",
                    "::ffff:127.0.0.1",
                    "::ffff:10.0.0.1",
                    "fe80::1",
                    "fd12::1",
                    "ff02::1",
                    "64:ff9b::7f00:1",
                    "2002:7f00:1::"
                }) {
            assertThat(TargetRules.PUBLIC_ONLY.allows(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isFalse();
        }
    }

    @Test
    void allowsWhatIsPublicOrNamed() {
        assertThat(TargetRules.PUBLIC_ONLY.allows(InetAddress.ofLiteral("93.184.216.34"))).isTrue();
        assertThat(TargetRules.PUBLIC_ONLY.allows(InetAddress.ofLiteral("172.32.0.1"))).isTrue();
        assertThat(TargetRules.PUBLIC_ONLY.allows(InetAddress.ofLiteral("2606:4700::1"))).isTrue();
        TargetRules rules = new TargetRules(List.of(Cidr.parse("127.0.0.1"), Cidr.parse("::1")));
        assertThat(rules.allows(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(rules.allows(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(rules.allows(InetAddress.ofLiteral("127.0.0.2"))).isFalse();
    }

    @Test
    void seesThroughWaysOfWritingAnAddress() {
        for (String url :
                new String[] {
                    "http://localhost/",
                    "http://127.1/",
                    "http://2130706433/",
                    "http://[::1]/",
                    "http://[::ffff:7f00:1]/",
                    "ftp://example.org/",
                    "file:///etc/passwd",
                    "http:///x",
                    "not a url",
                    "http://user:secret@93.184.216.34/"
                }) {
            assertThatThrownBy(() -> TargetRules.PUBLIC_ONLY.check(url))
                    .as(url)
                    .isInstanceOfAny(PermanentFailureException.class, UnknownHostException.class);
        }
    }

    @Property
    void rangeHoldsWhatSharesItsPrefix(
            @ForAll int base, @ForAll int other, @ForAll @IntRange(max = 32) int prefix)
            throws Exception {
        int mask = prefix == 0 ? 0 : -1 << (32 - prefix);

        boolean contained = new Cidr(address(base), prefix).contains(address(other));

        assertThat(contained).isEqualTo((base & mask) == (other & mask));
    }

    @Test
    void namesARangeThatIsNone() {
        for (String text : new String[] {"", "10.0.0.0/33", "10.0.0/x", "localhost", "::1/129"}) {
            assertThatThrownBy(() -> Cidr.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + text + "'")
                    .hasMessageContaining("10.0.0.0/8");
        }
    }

    private static InetAddress address(int bits) throws UnknownHostException {
        return InetAddress.getByAddress(
                new byte[] {
                    (byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits
                });
    }
}
