"""Which addresses we connect to. Pure; the client asks at the socket, with the very address it will use.

``ipaddress.is_global`` is no guard by itself: on some Pythons it lets NAT64, 6to4 and IPv4-compatible
forms of 127.0.0.1 through, multicast too (compare CVE-2024-4032). So the tables are our own, after IANA's
registries of special-purpose addresses (RFC 6890, RFC 8190).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_SPECIAL_4 = tuple(
    (IPv4Network(net), what)
    for net, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local, cloud metadata among it"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved or broadcast"),
        ("168.63.129.16/32", "cloud metadata"),
        ("100.100.100.200/32", "cloud metadata"),
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_SPECIAL_6 = tuple(
    (IPv6Network(net), what)
    for net, what in (
        ("2001::/23", "protocol assignments, Teredo among them"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
        ("3ffe::/16", "former 6bone"),
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")
_COMPATIBLE = IPv6Network("::/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_TEREDO = IPv6Network("2001::/32")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
_LOW_32 = 0xFFFFFFFF
_PART = re.compile(r"[^\s,]+")

OPEN_PORTS = frozenset({80, 443, *range(8000, 9000)})


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedNetwork:
    """A range that the operator lets through the guard. ``port`` None means every port."""

    network: IPv4Network | IPv6Network
    port: int | None = None

    def __str__(self) -> str:
        if self.port is None:
            return str(self.network)
        return f"[{self.network}]:{self.port}" if self.network.version == 6 else f"{self.network}:{self.port}"

    def lets(self, address: IPv4Address | IPv6Address, port: int) -> bool:
        """True if this address and port are within the range."""
        return self.port in (None, port) and address in self.network


def parse_allow_networks(text: str) -> tuple[AllowedNetwork, ...]:
    """The value of ``TALENTWIRE_ALLOW_NETWORKS``: ``127.0.0.1/32:8123, 10.0.0.0/8, [fd00::/8]:8080``.

    Raises ``ValueError`` that names the part that is none.
    """
    return tuple(_allowed_network(part) for part in _PART.findall(text))


def _allowed_network(part: str) -> AllowedNetwork:
    network, port_text = part, ""
    if part.startswith("["):
        network, closed, rest = part[1:].partition("]")
        if not closed or (rest and not rest.startswith((":", "/"))):
            raise ValueError(_not_a_range(part))
        if rest.startswith("/"):
            length, _, port_text = rest.partition(":")
            network += length
        else:
            port_text = rest.removeprefix(":")
        if rest == ":":
            raise ValueError(_not_a_range(part))
    elif part.count(":") == 1:
        network, _, port_text = part.partition(":")
        if not port_text:
            raise ValueError(_not_a_range(part))
    try:
        parsed = ip_network(network)
        if port_text and not (port_text.isascii() and port_text.isdigit() and len(port_text) <= 5):
            raise ValueError
        port = int(port_text) if port_text else None
        if port is not None and not 0 < port < 65536:
            raise ValueError
    except ValueError as error:
        reason = str(error) if "host bits" in str(error) else ""
        raise ValueError(_not_a_range(part, reason)) from error
    return AllowedNetwork(network=parsed, port=port)


def _not_a_range(part: str, reason: str = "") -> str:
    why = f" ({reason})" if reason else ""
    return (
        f"{part[:80]!r} is no address range{why}; write CIDR with an optional port, "
        "such as 10.0.0.0/8, 127.0.0.1/32:8123 or [fd00::/8]:8080"
    )


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that traffic to an IPv6 address of a transition form may end at."""
    number = int(address)
    if address in _MAPPED or address in _TRANSLATED or address in _NAT64:
        return IPv4Address(number & _LOW_32)
    if address in _COMPATIBLE and number > 1:
        return IPv4Address(number & _LOW_32)
    if address in _SIX_TO_FOUR:
        return IPv4Address((number >> 80) & _LOW_32)
    if address in _TEREDO:
        return IPv4Address(~number & _LOW_32)
    if (number >> 32) & _LOW_32 in _ISATAP:
        return IPv4Address(number & _LOW_32)
    return None


def _special(address: IPv4Address | IPv6Address) -> str | None:
    """What is special about an address, or None if it is ordinary global unicast."""
    if isinstance(address, IPv4Address):
        return next((what for net, what in _SPECIAL_4 if address in net), None)
    if address.scope_id is not None:
        return "scoped"
    inner = _embedded(address)
    if inner is not None:
        what = _special(inner)
        if what is not None:
            return f"{what}, as {inner} inside"
        if address in _MAPPED or address in _NAT64:
            return None
    if address not in _GLOBAL_6:
        return "not global unicast"
    return next((what for net, what in _SPECIAL_6 if address in net), None)


def refuse_reason(ip: str, port: int, allowed: Sequence[AllowedNetwork] = ()) -> str | None:
    """Why not to connect to an address, or None if we may.

    Only ordinary global unicast passes, after looking inside IPv4-mapped, -compatible and -translated,
    NAT64, 6to4, Teredo and ISATAP forms; IPv6 only within 2000::/3 less its special blocks; ports 80, 443
    and 8000 to 8999. What ``allowed`` names passes in any case. Total: what is no address is refused.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return "not an address"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(one.lets(address, port) for one in allowed):
        return None
    what = _special(address)
    if what is not None:
        return f"{address} is not on the public internet ({what})"
    if port not in OPEN_PORTS:
        return f"port {port} is not one for web pages"
    return None


def refuse_host(host: str) -> str | None:
    """Why a host's spelling is refused before any look-up, or None.

    Decimal, octal, hexadecimal and shortened spellings of an IPv4 address serve nobody but those who want to
    slip past a guard. ``host`` as it stands in the address, without brackets.
    """
    name = host.lower().rstrip(".")
    if not name:
        return "no host"
    if ":" in name:
        return None
    last = name.rpartition(".")[2]
    if re.fullmatch(r"\d+|0x[0-9a-f]*", last):
        try:
            IPv4Address(name)
        except ValueError:
            return f"{host[:80]} is an odd spelling of an address"
    return None
