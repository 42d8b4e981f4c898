"""Which addresses are refused, whatever they are dressed as."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.fetch.guard import AllowedNetwork, parse_allow_networks, refuse_host, refuse_reason

INSIDE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "168.63.129.16", "100.100.100.200", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:0:7f00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::",
    "2002:a9fe:a9fe::1", "2001:0:7f00:1::", "2001:db8::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1",
    "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "4000::1", "2001:2::1", "2001:10::1", "2001:20::1",
    "5f00::1", "2a00:1::5efe:10.0.0.1", "2a00:1::200:5efe:7f00:1",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8",
           "64:ff9b::808:808", "172.32.0.1", "100.128.0.1", "192.0.1.1"]  # fmt: skip


@pytest.mark.parametrize("ip", INSIDE)
def test_what_is_not_on_the_public_internet_is_refused(ip: str) -> None:
    assert refuse_reason(ip, 443)


@pytest.mark.parametrize("ip", OUTSIDE)
def test_ordinary_addresses_pass(ip: str) -> None:
    assert refuse_reason(ip, 443) is None


@pytest.mark.parametrize(
    "port", [0, 21, 22, 25, 79, 81, 442, 444, 3306, 5432, 6379, 7999, 9000, 11211, 65535]
)
def test_ports_of_other_services_are_refused(port: int) -> None:
    assert refuse_reason("8.8.8.8", port)


@pytest.mark.parametrize("port", [80, 443, 8000, 8080, 8443, 8999])
def test_ports_of_the_web_pass(port: int) -> None:
    assert refuse_reason("8.8.8.8", port) is None


def test_the_operator_may_allow_a_network_or_one_port_of_it() -> None:
    allowed = parse_allow_networks("127.0.0.1/32:8123, 10.0.0.0/8 [fd00::/8]:8080")
    assert [str(one) for one in allowed] == ["127.0.0.1/32:8123", "10.0.0.0/8", "[fd00::/8]:8080"]
    assert refuse_reason("127.0.0.1", 8123, allowed) is None
    assert refuse_reason("::ffff:127.0.0.1", 8123, allowed) is None
    assert refuse_reason("127.0.0.1", 8124, allowed)
    assert refuse_reason("127.0.0.2", 8123, allowed)
    assert refuse_reason("10.9.9.9", 5432, allowed) is None
    assert refuse_reason("fd00::1", 8080, allowed) is None
    assert refuse_reason("fd00::1", 80, allowed)


def test_an_empty_list_allows_nothing() -> None:
    assert parse_allow_networks("") == ()
    assert parse_allow_networks(" , ") == ()


@pytest.mark.parametrize(
    "part",
    ["10.0.0.0/33", "10.0.0.1/8", "localhost", "127.0.0.1/32:", "127.0.0.1/32:0", "127.0.0.1/32:70000",
     "127.0.0.1/32:http", "[fd00::/8", "[fd00::/8]x", "::1/129", "*", "[::1]:"],
)  # fmt: skip
def test_a_bad_part_of_the_allow_list_is_named(part: str) -> None:
    with pytest.raises(ValueError, match="address range") as caught:
        parse_allow_networks(f"10.0.0.0/8,{part}")
    assert repr(part) in str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "1.2.3.4.5",
        "256.1.1.1",
        "",
        "0",
    ],
)
def test_odd_spellings_of_an_address_are_refused(host: str) -> None:
    assert refuse_host(host)


@pytest.mark.parametrize("host", ["example.com", "1.2.3.4", "4chan.example", "2001:db8::1", "0x7f.example"])
def test_ordinary_hosts_are_not(host: str) -> None:
    assert refuse_host(host) is None


@given(st.integers(0, 2**32 - 1))
def test_an_address_inside_stays_refused_inside_every_ipv6_form(number: int) -> None:
    plain = refuse_reason(str(IPv4Address(number)), 80)
    if plain is None:
        return
    for form in (
        number,
        0xFFFF << 32 | number,
        0xFFFF << 48 | number,
        0x64FF9B << 96 | number,
        0x2002 << 112 | number << 80,
        0x20010000 << 96 | (~number & 0xFFFFFFFF),
        0x2A00 << 112 | 0x5EFE << 32 | number,
    ):
        assert refuse_reason(str(IPv6Address(form)), 80)


@given(st.text(max_size=60), st.integers(-5, 70000))
def test_the_guard_is_total_and_refuses_what_is_no_address(ip: str, port: int) -> None:
    refuse_host(ip)
    if refuse_reason(ip, port) is None:
        assert IPv4Address(ip) or IPv6Address(ip)


@given(st.integers(0, 2**128 - 1))
def test_ipv6_passes_only_within_global_unicast(number: int) -> None:
    address = IPv6Address(number)
    if refuse_reason(str(address), 443) is None:
        mapped = address.ipv4_mapped is not None or address in ip_network("64:ff9b::/96")
        assert mapped or address in ip_network("2000::/3")


def test_allowed_networks_compare_by_value() -> None:
    assert parse_allow_networks("10.0.0.0/8:80") == (
        AllowedNetwork(network=ip_network("10.0.0.0/8"), port=80),
    )
