package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TargetRulesTest {
    private static final String[] REFUSED = {
        // this machine, and "any"
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.255.255.255",
        "::1",
        "::",
        // private, shared and link-local networks
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "192.168.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.0.1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fdff:ffff::1",
        // what clouds tell their machines
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fd00:ec2::254",
        "fd20:ce::254",
        // protocols, documentation, benchmarks, multicast, reserved
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "ff02::1",
        "ff0e::1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "4000::1",
        "64:ff9b:1::1",
        // one address in another: mapped, compatible, NAT64, 6to4, Teredo, ISATAP
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "::127.0.0.1",
        "::8.8.8.8",
        "64:ff9b::127.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b::8.8.8.8",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2002:808:808::1",
        "2001:0:808:808::",
        "2001:0:7f00:1::f7f7:f7f7",
        "2606:4700::5efe:127.0.0.1",
        "2606:4700::200:5efe:10.0.0.1",
    };

    private static final String[] ALLOWED = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "93.184.216.34",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.17",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "192.169.0.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00:1450:4001:81b::200e",
        "2606:4700::5efe:8.8.8.8",
    };

    @Test
    void refusesWhatIsNotPublic() {
        for (String address : REFUSED) {
            assertThat(TargetRules.PUBLIC_ONLY.allows(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isFalse();
        }
    }

    @Test
    void allowsWhatIsPublic() {
        for (String address : ALLOWED) {
            assertThat(TargetRules.PUBLIC_ONLY.allows(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isTrue();
        }
    }

    @Test
    void allowsWhatIsNamed() {
        TargetRules rules = rules("127.0.0.1", "::1", "10.0.0.0/8");
        for (String address : new String[] {"127.0.0.1", "::ffff:127.0.0.1", "::1", "10.9.8.7"}) {
            assertThat(rules.allows(InetAddress.ofLiteral(address))).as(address).isTrue();
        }
        for (String address : new String[] {"127.0.0.2", "::2", "192.168.0.1"}) {
            assertThat(rules.allows(InetAddress.ofLiteral(address))).as(address).isFalse();
        }
    }

    @Test
    void allowsAnAddressInAnotherOnlyIfBothAreAllowed() {
        TargetRules nat = rules("64:ff9b::/96");
        assertThat(nat.allows(InetAddress.ofLiteral("64:ff9b::8.8.8.8"))).isTrue();
        assertThat(nat.allows(InetAddress.ofLiteral("64:ff9b::10.0.0.1"))).isFalse();
        TargetRules both = rules("64:ff9b::/96", "10.0.0.0/8");
        assertThat(both.allows(InetAddress.ofLiteral("64:ff9b::10.0.0.1"))).isTrue();
        TargetRules tunnels = rules("2002::/16", "2001::/32");
        assertThat(tunnels.allows(InetAddress.ofLiteral("2002:808:808::1"))).isTrue();
        assertThat(tunnels.allows(InetAddress.ofLiteral("2002:a00:1::1"))).isFalse();
        assertThat(tunnels.allows(InetAddress.ofLiteral("2001:0:808:808::f7f7:f7f7"))).isTrue();
        assertThat(tunnels.allows(InetAddress.ofLiteral("2001:0:808:808::f5ff:fffe"))).isFalse();
    }

    @Test
    void refusesAHostOfWhichOneAddressIsRefused() {
        List<InetAddress> mixed =
                List.of(InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral("10.0.0.1"));
        assertThatThrownBy(() -> TargetRules.PUBLIC_ONLY.check("a.example", mixed))
                .isInstanceOf(RefusedTargetException.class)
                .hasMessageContaining("'a.example' is 10.0.0.1");
    }

    @Property
    void looksThroughMappedAddresses(@ForAll @Size(4) byte[] bytes) throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);

        assertThat(TargetRules.PUBLIC_ONLY.allows(InetAddress.getByAddress(mapped)))
                .isEqualTo(TargetRules.PUBLIC_ONLY.allows(InetAddress.getByAddress(bytes)));
    }

    @Property
    void agreesWithThePlatformOnWhatIsNotPublic(@ForAll @Size(16) byte[] bytes) throws Exception {
        InetAddress address = InetAddress.getByAddress(bytes);
        boolean special =
                address.isLoopbackAddress()
                        || address.isAnyLocalAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isMulticastAddress();
        if (special) {
            assertThat(TargetRules.PUBLIC_ONLY.allows(address)).isFalse();
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

    private static TargetRules rules(String... ranges) {
        return new TargetRules(Stream.of(ranges).map(Cidr::parse).toList());
    }

    private static InetAddress address(int bits) throws UnknownHostException {
        return InetAddress.getByAddress(
                new byte[] {
                    (byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits
                });
    }
}
