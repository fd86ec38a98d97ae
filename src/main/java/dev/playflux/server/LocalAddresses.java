package dev.playflux.server;

import dev.playflux.message.PlayfluxException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The addresses of this machine, for an invitation to a game that it serves: {@code
 * LocalAddresses.all().get(0).uri(server.port())}.
 */
public final class LocalAddresses {
    /** Networks that virtual machines and containers make, which lead nowhere else. */
    private static final Pattern INWARD =
            Pattern.compile("(docker|br-|veth|virbr|vmnet|vboxnet|vethernet|lxc|cni|podman|utun|awdl|llw).*");

    private static final Pattern ZEROS = Pattern.compile("(^|:)0(:0)+(:|$)");

    private LocalAddresses() {}

    /**
     * What is known of a network interface.
     *
     * @param tunnel whether only one other machine is behind it
     */
    record Adapter(String name, boolean up, boolean tunnel, List<InetAddress> addresses) {

        boolean inward() {
            return tunnel || INWARD.matcher(name.toLowerCase(Locale.ROOT)).matches();
        }
    }

    /** An address, and how likely a guest reaches it. */
    private record Ranked(int rank, LocalAddress address) {}

    /**
     * All that a guest may reach, the likeliest first: private IPv4, other IPv4, IPv6, those of virtual networks, IPv4 that
     * holds on one cable only, and at last the machine's own, which are marked. IPv6 of one cable ({@code fe80::}) is left
     * out: it needs a scope, which each machine names in its own way. A snapshot: networks come and go.
     *
     * @throws PlayfluxException if the system does not tell
     */
    public static List<LocalAddress> all() {
        try {
            List<Adapter> adapters = new ArrayList<>();
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                adapters.add(adapter(each));
            }
            return of(adapters);
        } catch (SocketException unknown) {
            throw new PlayfluxException("this machine does not tell its network interfaces", unknown);
        }
    }

    private static Adapter adapter(NetworkInterface each) {
        List<InetAddress> addresses = Collections.list(each.getInetAddresses());
        try {
            return new Adapter(each.getName(), each.isUp(), each.isPointToPoint(), addresses);
        } catch (SocketException gone) {
            return new Adapter(each.getName(), false, false, addresses);
        }
    }

    /** The same for known interfaces. */
    static List<LocalAddress> of(Collection<Adapter> adapters) {
        List<Ranked> found = new ArrayList<>();
        for (Adapter adapter : adapters) {
            if (adapter.up()) {
                adapter.addresses().stream()
                        .filter(LocalAddresses::usable)
                        .forEach(address -> found.add(new Ranked(
                                rank(adapter, address), new LocalAddress(text(address), address.isLoopbackAddress()))));
            }
        }
        found.sort(Comparator.comparingInt(Ranked::rank));
        return found.stream().map(Ranked::address).distinct().toList();
    }

    private static boolean usable(InetAddress address) {
        boolean scoped = address instanceof Inet6Address && address.isLinkLocalAddress();
        return !address.isAnyLocalAddress() && !address.isMulticastAddress() && !scoped;
    }

    private static int rank(Adapter adapter, InetAddress address) {
        boolean four = address instanceof Inet4Address;
        if (address.isLoopbackAddress()) {
            return four ? 7 : 8;
        } else if (address.isLinkLocalAddress()) {
            return 6;
        } else if (adapter.inward()) {
            return four ? 4 : 5;
        } else if (four) {
            return address.isSiteLocalAddress() ? 1 : 2;
        }
        return 3;
    }

    /** As RFC 5952 writes it: the first of the longest runs of zeros left out. */
    private static String text(InetAddress address) {
        String full = address.getHostAddress();
        if (address instanceof Inet4Address) {
            return full;
        }
        int scope = full.indexOf('%');
        String groups = scope < 0 ? full : full.substring(0, scope);
        String longest = ZEROS.matcher(groups)
                .results()
                .map(run -> run.group())
                .max(Comparator.comparingInt(LocalAddresses::zeros).thenComparingInt(run -> -groups.indexOf(run)))
                .orElse("");
        return longest.isEmpty() ? groups : groups.replaceFirst(Pattern.quote(longest), "::");
    }

    private static int zeros(String run) {
        return (int) run.chars().filter(c -> c == '0').count();
    }
}
