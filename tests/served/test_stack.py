"""The stack as a whole: what it says of itself, and how it ends."""

import json
import socket
import time
from io import StringIO

import pytest

from ops.local.story import Story, UnexpectedAnswer
from ops.local.walk.operator import CommandFailed, Operator
from ops.local.walk.walk import Walk
from tests.support.served import started, wait_until_ready


def test_the_stack_file_keeps_its_contract(stack):
    assert set(stack) == {"public_url", "aws", "tenants", "examples", "outbox"}
    assert set(stack["aws"]) == {"endpoint_url", "region", "table"}
    for tenant, told in stack["tenants"].items():
        assert set(told) == {"issuer", "clients", "connections", "people"}
        assert told["issuer"] == f"{stack['public_url']}/t/{tenant}"
        for connection in told["connections"].values():
            assert {"kind", "client_id", "client_secret"} <= set(connection)
            assert {"upstream", "control", "misbehaviours"} <= set(connection)
        for person in told["people"]:
            assert {"connection", "login", "roles"} <= set(person)
            assert person["connection"] in told["connections"]


def test_every_address_in_the_stack_file_answers(stack, browser):
    controls = {
        connection["control"]
        for tenant in stack["tenants"].values()
        for connection in tenant["connections"].values()
    }
    apis = {f"{api}/healthz" for api in stack["examples"]["api"].values()}
    for url in (stack["outbox"], stack["examples"]["web_app"], *controls, *apis):
        assert browser.get(url).status == 200, url


def test_an_unknown_tenant_is_not_found(stack, browser):
    for path in ("", "/.well-known/openid-configuration", "/authorize", "/jwks"):
        assert browser.get(f"{stack['public_url']}/t/initech{path}").status == 404


def test_the_demo_walks_and_ends_with_success(tmp_path):
    with started(tmp_path, "demo", ONCE="1") as (process, _):
        told, complaints = process.communicate(timeout=90)
    assert (process.returncode, complaints) == (0, "")
    steps = [line.split()[0] for line in told.splitlines() if line[:2].strip().isdigit()]
    assert steps == [str(number) for number in range(1, 22)]
    assert "Every step went as it should." in told


def test_the_walk_tells_what_came_instead_when_it_is_led_astray(stack, tmp_path):
    apis = stack["examples"]["api"]
    astray = stack | {"examples": stack["examples"] | {"api": apis | {"globex": apis["acme"]}}}
    with pytest.raises(UnexpectedAnswer, match=r"(?s)expected a refusal.*answered 200.*loom"):
        Walk(astray, Story(StringIO()), Operator(tmp_path)).take()


def test_a_command_of_the_walk_that_fails_is_told_with_its_words(tmp_path):
    with pytest.raises(CommandFailed, match=r"(?s)vestibule users show acme ada.*make serve"):
        Operator(tmp_path).run("users", "show", "acme", "ada@acme.test")


def test_the_walks_operator_never_meets_a_broker_that_the_shell_names(tmp_path, monkeypatch):
    for name in ("TABLE", "PUBLIC_URL", "SECRETS_KEY"):
        monkeypatch.setenv(f"VESTIBULE_{name}", "https://auth.example.com")
    with pytest.raises(CommandFailed, match="nothing says which broker is meant"):
        Operator(tmp_path).run("users", "find", "acme")


def test_sigterm_stops_everything_within_five_seconds(tmp_path):
    front = "https://op.vestibule.test:9443"
    tenants = "tests/conformance/tenants"
    with started(tmp_path, "serve", TENANTS=tenants, PUBLIC_URL=front) as (process, addresses):
        assert wait_until_ready(process) == front
        stack = json.loads((tmp_path / "stack.json").read_text(encoding="utf-8"))
        assert stack["tenants"]["conformance"]["issuer"] == f"{front}/t/conformance"
        process.terminate()
        began = time.monotonic()
        assert process.wait(5) == 0
        assert time.monotonic() - began < 5
    addresses.require_free()
    assert not (tmp_path / "stack.json").exists()


def test_a_busy_port_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with started(tmp_path, "serve", PORT=port) as (process, _):
            told, complaints = process.communicate(timeout=10)
    assert (process.returncode, told) == (1, "")
    assert f"{port} (the broker)" in complaints


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"PORT": "lots"}, "PORT must be a number"),
        ({"TENANTS": "no/such/place"}, "TENANTS must be a directory"),
        ({"PUBLIC_URL": "http://op.test"}, "PUBLIC_URL must be an https address"),
        ({"TENANTS": "ops/local"}, "ops/local:1: has no *.toml documents"),
    ],
)
def test_a_senseless_variable_is_told_in_one_line(tmp_path, variables, complaint):
    with started(tmp_path, "serve", **variables) as (process, _):
        _, complaints = process.communicate(timeout=10)
    assert process.returncode == 1
    assert complaints.startswith(complaint)
    assert complaints.count("\n") == 1
