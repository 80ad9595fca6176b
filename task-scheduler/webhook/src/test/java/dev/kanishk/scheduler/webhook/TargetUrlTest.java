package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import java.net.InetAddress;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TargetUrlTest {
    /** URLs, and the host that each is for. */
    private static final String[][] HOSTS = {
        {"http://example.org", "example.org"},
        {"HTTPS://EXAMPLE.org/", "example.org"},
        {"https://example.org.", "example.org"},
        {"https://example.org.:443/x", "example.org"},
        {"https://example.org:443/x", "example.org"},
        {"http://example.org:80/x", "example.org"},
        {"https://example.org:80/x", "example.org:80"},
        {"http://example.org:8443/x", "example.org:8443"},
        {"http://xn--bcher-kva.example/", "xn--bcher-kva.example"},
        {"http://8.8.8.8/", "8.8.8.8"},
        {"http://[2606:4700::1111]/", "[2606:4700:0:0:0:0:0:1111]"},
        {"http://[2606:4700:0:0:0:0:0:1111]/", "[2606:4700:0:0:0:0:0:1111]"},
        {"http://[::ffff:8.8.8.8]/", "8.8.8.8"},
        {"http://[::ffff:808:808]/", "8.8.8.8"},
        {"http://[::1]:8080/", "[0:0:0:0:0:0:0:1]:8080"},
        {"http://1.example/", "1.example"},
        {"http://0x7f.example/", "0x7f.example"},
    };

    private static final String[] NONE = {
        "",
        "not a url",
        "example.org",
        "//example.org/",
        "/hook",
        "http:",
        "http://",
        "http:///x",
        "http:example.org",
        "mailto:a@example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "jar:http://example.org/!/",
        "data:text/plain,x",
        // who calls
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://@example.org/",
        "http://example.org@127.0.0.1/",
        "http://127.0.0.1\\@example.org/",
        "http://example.org#@127.0.0.1/x y",
        // addresses in ways that not all programs read alike
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0x7f.0.0.1/",
        "http://010.0.0.1/",
        "http://127.0.0.01/",
        "http://00000127.0.0.1/",
        "http://256.0.0.1/",
        "http://1.2.3.4.5/",
        "http://1.2.3/",
        "http://example.1/",
        "http://example.0x1/",
        "http://1.2.3.4./",
        "http://1.2.3.4../",
        "http://example.org../",
        "http://.example.org/",
        "http://./",
        "http://[::1/",
        "http://::1/",
        "http://[127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[v1.a]/",
        "http://[::ffff:127.0.0.1.2]/",
        // what else hides a host
        "http://exa mple.org/",
        "http://example.org%00.evil.example/",
        "http://%31%32%37.0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://bücher.example/",
        "http://exam\u00adple.org/",
        "http://a_b.example/",
        // ports
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:-1/",
        "http://example.org:99999999999/",
        "http://example.org:80:80/",
        "http://example.org:x/",
        "http://example.org/" + "x".repeat(8_200),
        "http://" + "a".repeat(60) + ("." + "a".repeat(60)).repeat(4) + ".example/",
    };

    @Test
    void knowsOneWayOfWritingEachHost() throws Exception {
        for (String[] each : HOSTS) {
            TargetUrl url = TargetUrl.parse(each[0]);
            assertThat(url.target()).as(each[0]).isEqualTo(each[1]);
            assertThat(TargetUrl.parse(url.uri().toString())).as(each[0]).isEqualTo(url);
        }
    }

    @Test
    void refusesWhatIsNoPlainUrl() {
        for (String url : NONE) {
            assertThatThrownBy(() -> TargetUrl.parse(url))
                    .as(url)
                    .isInstanceOf(PermanentFailureException.class);
        }
        assertThatThrownBy(() -> TargetUrl.parse(null))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessage("the payload has no url");
    }

    @Test
    void keepsPathAndQueryAndLeavesTheFragmentOut() throws Exception {
        TargetUrl url = TargetUrl.parse("http://a.example/b%20c/../d?e=f%26&g#h");
        assertThat(url.uri()).hasToString("http://a.example/b%20c/../d?e=f%26&g");
        assertThat(TargetUrl.parse("http://a.example?x").uri()).hasToString("http://a.example/?x");
        assertThat(TargetUrl.parse("http://a.example/é").uri())
                .hasToString("http://a.example/%C3%A9");
    }

    @Test
    void namesAnEndpointByItsUrlWithoutTheQuery() throws Exception {
        assertThat(TargetUrl.parse("https://A.example:443/b?c#d").endpoint())
                .isEqualTo("https://a.example/b");
        String path = "/" + "x".repeat(500);
        String one = TargetUrl.parse("https://a.example" + path + "1").endpoint();
        String other = TargetUrl.parse("https://a.example" + path + "2").endpoint();
        assertThat(one).hasSizeLessThanOrEqualTo(200).isNotEqualTo(other);
    }

    @Test
    void tellsAddressesFromNames() {
        assertThat(TargetUrl.literalAddress("8.8.8.8")).isEqualTo(InetAddress.ofLiteral("8.8.8.8"));
        assertThat(TargetUrl.literalAddress("0:0:0:0:0:0:0:1"))
                .isEqualTo(InetAddress.ofLiteral("::1"));
        assertThat(TargetUrl.literalAddress("example.org")).isNull();
    }

    @Property(tries = 5_000)
    void readsAnyTextOrSaysWhyNot(@ForAll("texts") String text) {
        try {
            TargetUrl url = TargetUrl.parse(text);
            assertThat(url.host()).isNotEmpty().doesNotContain("@", "/", "\\", "%", " ");
            assertThat(url.port()).isBetween(1, 65_535);
            assertThat(TargetUrl.parse(url.uri().toString())).isEqualTo(url);
            assertThat(url.uri().getRawUserInfo()).isNull();
            assertThat(url.target()).hasSizeLessThanOrEqualTo(200);
            assertThat(url.endpoint()).hasSizeLessThanOrEqualTo(200);
        } catch (PermanentFailureException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Property
    void writesEachAddressAsThePlatformDoes(@ForAll @Size(16) byte[] bytes) throws Exception {
        InetAddress address = InetAddress.getByAddress(bytes);
        String written = address.getHostAddress();
        String host = bytes.length == 4 || !written.contains(":") ? written : "[" + written + "]";
        TargetUrl url = TargetUrl.parse("http://" + host + "/");
        assertThat(TargetUrl.literalAddress(url.host())).isEqualTo(address);
    }

    @Test
    @Timeout(10)
    void readsHostsOfManyDotsInNoTime() {
        assertThatThrownBy(() -> TargetUrl.parse("http://" + "1.".repeat(4_000) + "/"))
                .isInstanceOf(PermanentFailureException.class);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces =
                Arbitraries.of(
                        "http", "https", "://", ":", "/", "//", "\\", "@", "?", "#", "[", "]", "%",
                        "%25", "::", ".", "..", "0x7f", "127", "0", "1", "010", "255", "256", "a",
                        "example", "org", "xn--", "-", "_", "é", "。", "65535", "65536", "ffff", " ",
                        "\t", "\n", "\u0000");
        Arbitrary<String> joined = pieces.list().ofMaxSize(12).map(list -> String.join("", list));
        return Arbitraries.oneOf(
                joined,
                joined.map(rest -> "http://" + rest),
                joined.map(rest -> "https://" + rest + "/"),
                Arbitraries.strings().ofMaxLength(30).map(rest -> "http://" + rest),
                Arbitraries.strings().ofMaxLength(30));
    }
}
