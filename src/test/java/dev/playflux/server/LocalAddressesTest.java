package dev.playflux.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playflux.server.LocalAddresses.Adapter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses an invitation offers, and in which order. */
class LocalAddressesTest {

    private static Adapter adapter(String name, String... addresses) throws UnknownHostException {
        List<InetAddress> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(InetAddress.getByName(address));
        }
        return new Adapter(name, true, false, all);
    }

    private static List<String> texts(Adapter... adapters) {
        return LocalAddresses.of(List.of(adapters)).stream()
                .map(LocalAddress::text)
                .toList();
    }

    @Test
    void theLikeliestToBeReachedComesFirst() throws UnknownHostException {
        Adapter tunnel = new Adapter("tun0", true, true, List.of(InetAddress.getByName("10.8.0.2")));
        assertThat(texts(
                        adapter("lo", "::1", "127.0.0.1"),
                        adapter("docker0", "fd01::9", "172.17.0.1"),
                        tunnel,
                        adapter("eth0", "169.254.7.7", "2001:db8::5", "fd00::2", "203.0.113.9"),
                        adapter("wlan0", "192.168.1.5")))
                .containsExactly(
                        "192.168.1.5",
                        "203.0.113.9",
                        "2001:db8::5",
                        "fd00::2",
                        "172.17.0.1",
                        "10.8.0.2",
                        "fd01::9",
                        "169.254.7.7",
                        "127.0.0.1",
                        "::1");
    }

    @Test
    void loopbackIsMarkedAndNothingElse() throws UnknownHostException {
        assertThat(LocalAddresses.of(List.of(adapter("any", "127.0.0.1", "::1", "10.0.0.1", "fd00::1"))))
                .filteredOn(LocalAddress::loopback)
                .extracting(LocalAddress::text)
                .containsExactly("127.0.0.1", "::1");
    }

    @Test
    void whatIsDownOrNoAddressOfAMachineIsLeftOut() throws UnknownHostException {
        Adapter down = new Adapter("eth1", false, false, List.of(InetAddress.getByName("10.0.0.9")));
        assertThat(texts(down, adapter("eth0", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "10.0.0.1")))
                .containsExactly("10.0.0.1");
    }

    @Test
    void anAddressWhoseScopeEachMachineNamesInItsOwnWayIsLeftOut() throws UnknownHostException {
        byte[] bytes = InetAddress.getByName("fe80::1").getAddress();
        InetAddress scoped = Inet6Address.getByAddress(null, bytes, 4);
        assertThat(texts(adapter("eth0", "fe80::2"), new Adapter("eth1", true, false, List.of(scoped))))
                .isEmpty();
    }

    @Test
    void theSameAddressIsToldOnce() throws UnknownHostException {
        assertThat(texts(adapter("eth0", "10.0.0.1"), adapter("eth0:1", "10.0.0.1")))
                .containsExactly("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "fd00:0:0:0:0:0:0:2, fd00::2",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8:10:0:0:0:0:0, 2001:db8:10::"
    })
    void aLongAddressIsWrittenShort(String address, String text) throws UnknownHostException {
        assertThat(texts(adapter("eth0", address))).containsExactly(text);
        assertThat(InetAddress.getByName(text)).isEqualTo(InetAddress.getByName(address));
    }

    @Test
    void aUriHasBracketsWhereItNeedsThem() {
        assertThat(new LocalAddress("192.168.1.5", false).uri(8080))
                .isEqualTo(URI.create("ws://192.168.1.5:8080/play"));
        assertThat(new LocalAddress("fd00::2", false).uri(1, "/field")).isEqualTo(URI.create("ws://[fd00::2]:1/field"));
    }
}
