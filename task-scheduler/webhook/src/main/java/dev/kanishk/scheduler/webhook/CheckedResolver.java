package dev.kanishk.scheduler.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/** Gives a new connection the addresses of its host, all of which are allowed. */
final class CheckedResolver implements DnsResolver {
    private final TargetRules targets;
    private final Lookups lookups;

    CheckedResolver(TargetRules targets, Lookups lookups) {
        this.targets = targets;
        this.lookups = lookups;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress literal = TargetUrl.literalAddress(host);
        List<InetAddress> found = literal == null ? lookups.find(host) : List.of(literal);
        targets.check(host, found);
        return found.toArray(InetAddress[]::new);
    }

    /** Not asked for: no connection is made by the name that another name stands for. */
    @Override
    public @Nullable String resolveCanonicalHostname(String host) {
        return host;
    }
}
