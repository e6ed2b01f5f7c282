import socket

import pytest

from ops.local.addresses import Addresses, WrongPort
from tests.support.served import free_addresses


def test_the_usual_ports_follow_each_other():
    usual = Addresses()
    assert usual.broker == "http://localhost:8787"
    assert usual.upstreams == "http://localhost:8788"
    assert usual.aws == "http://127.0.0.1:8789"
    assert usual.web_app == "http://localhost:8790"
    assert [usual.api_port(number) for number in (0, 1)] == [8791, 8792]
    assert usual.bff_port == 8793


def test_a_document_moves_with_the_stack():
    text = (
        'a = ["http://localhost:8790/callback", "http://127.0.0.1:8791/x"] # http://localhost:8787'
    )
    assert Addresses(9000).moved(text) == (
        'a = ["http://localhost:9003/callback", "http://127.0.0.1:9004/x"] # http://localhost:9000'
    )


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:8786/",
        "http://localhost:8794/",
        "http://localhost:87900/",
        "https://localhost:8790/",
        "http://app.test:8790/",
        "http://localhost/",
    ],
)
def test_an_address_of_somebody_else_stays(text):
    assert Addresses(9000).moved(text) == text


def test_at_the_usual_port_nothing_moves():
    text = "http://localhost:8790/callback http://localhost:8788"
    assert Addresses().moved(text) == text


@pytest.mark.parametrize("text", ["", "x", "80", "70000", "-1", "8787.5", "65530", "²³²³"])
def test_a_port_that_cannot_be_is_refused_by_name(text):
    with pytest.raises(WrongPort, match="PORT must be a number from 1024 to 65528"):
        Addresses.parse(text)


def test_a_busy_port_is_named_with_what_it_was_for():
    addresses = free_addresses()
    with socket.create_server(("127.0.0.1", addresses.aws_port)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(WrongPort, match=rf"{port} \(pretend AWS\)"):
            addresses.require_free()


def test_the_port_of_an_aws_that_is_not_started_may_be_taken():
    port = free_addresses().port
    with socket.create_server(("127.0.0.1", port + 2)):
        Addresses(port, "http://127.0.0.1:4566").require_free()
