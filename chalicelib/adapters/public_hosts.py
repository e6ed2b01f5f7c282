"""Which hosts may be talked to: those on the public internet, by address, not by name."""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Any

LookUp = Callable[..., Iterable[tuple[Any, ...]]]

#: Written out, because what Python calls global differs between its versions (IANA special-purpose
#: registries, RFC 6890).
_SPECIAL_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",
            "169.254.0.0/16",  # link-local, with the cloud's metadata services
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",
        ),
    )
)
#: The one block of IPv6 that is routed. What embeds an IPv4 address lies outside of it (mapped,
#: NAT64) or is listed below (6to4, Teredo).
_ROUTED_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)


class NotPublicError(Exception):
    """The host has an address that is not on the public internet."""


def public_addresses(host: str, port: int, look_up: LookUp = socket.getaddrinfo) -> list[str]:
    """The addresses of `host`, IPv4 first. Raises NotPublicError if even one of them is not public.

    The caller connects to what is returned, so that a second look-up cannot answer otherwise.
    Raises OSError when the name cannot be resolved.
    """
    found = look_up(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise OSError("the name has no address")
    if not all(map(is_public, addresses)):
        raise NotPublicError
    return sorted(addresses, key=lambda address: ":" in address)


def is_public(address: str) -> bool:
    """Whether an address is one that anybody on the internet could reach."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _SPECIAL_V4)
    return parsed in _ROUTED_V6 and not any(parsed in network for network in _SPECIAL_V6)
