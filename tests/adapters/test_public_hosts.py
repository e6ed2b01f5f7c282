"""Which addresses are on the public internet."""

import socket

import pytest

from chalicelib.adapters.public_hosts import NotPublicError, is_public, public_addresses


def look_up(*addresses):
    return lambda _host, port, **_: [(0, 0, 0, "", (address, port)) for address in addresses]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
        "",
    ],
)
def test_what_only_we_can_reach_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450:4001:81c::200e"]
)
def test_what_anybody_can_reach_is_public(address):
    assert is_public(address)


def test_one_private_address_among_public_ones_condemns_the_host():
    with pytest.raises(NotPublicError):
        public_addresses("idp.example", 443, look_up("8.8.8.8", "10.0.0.1"))


def test_ipv4_is_tried_first_and_each_address_once():
    found = public_addresses("idp.example", 443, look_up("2a00::1", "8.8.8.8", "8.8.8.8"))
    assert found == ["8.8.8.8", "2a00::1"]


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "017700000001", "::1"])
def test_no_spelling_of_loopback_slips_through(host):
    with pytest.raises((NotPublicError, socket.gaierror)):
        public_addresses(host, 443)
