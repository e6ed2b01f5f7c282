"""Revocation: what a status list says is honoured, and nothing else is taken for one."""

import base64
import json
import zlib

import jwt
import pytest

from tests.verifier.an_issuer import (
    GLOBEX,
    NOON,
    OTHER_KEY,
    PLACES,
    Issuer,
    octets_of,
    packed,
)
from vestibule_verifier import (
    Answer,
    Revoked,
    Stale,
    StatusListInvalid,
    StatusUnavailable,
    Suspended,
    TokenMalformed,
    WrongIssuer,
)
from vestibule_verifier.status_list import StatusList, inflated


def at(index, uri):
    return {"idx": index, "uri": uri}


def refused(issuer, kind, status="usual", **options):
    claims = {} if status == "usual" else {"status": status}
    with pytest.raises(kind) as caught:
        issuer.verifier(**options).verify(issuer.token(**claims))
    assert caught.type is kind
    return caught.value


@pytest.mark.parametrize(("status", "kind"), [(1, Revoked), (2, Suspended), (3, Stale)])
def test_a_token_that_no_longer_holds_is_refused_with_its_reason(issuer, status, kind):
    issuer.publish_list({7: status})
    assert refused(issuer, kind).status == 401


def test_neighbours_of_a_revoked_token_are_believed(issuer):
    issuer.publish_list({6: 1, 8: 1, 7 + PLACES // 2: 1})
    assert issuer.verifier().verify(issuer.token())


def test_a_stale_token_tells_its_app_to_refresh(issuer):
    issuer.publish_list({7: 3})
    assert "refresh" in refused(issuer, Stale).www_authenticate
    assert issuer.verifier(accept_stale=True).verify(issuer.token()).roles == ("admin",)


@pytest.mark.parametrize(("status", "kind"), [(1, Revoked), (2, Suspended)])
def test_accepting_stale_roles_accepts_nothing_else(issuer, status, kind):
    issuer.publish_list({7: status})
    refused(issuer, kind, accept_stale=True)


@pytest.mark.parametrize(("status", "kind"), [(1, Revoked), (2, Suspended), (3, Stale)])
def test_a_token_does_not_outlive_its_client(issuer, status, kind):
    issuer.publish_list({9: status}, number=1)
    own, clients = at(7, issuer.list_uri()), at(9, issuer.list_uri(1))
    assert issuer.verifier().verify(issuer.token())
    refused(issuer, kind, {"status_list": own, "client_status_list": clients})


def test_a_good_client_does_not_make_a_revoked_token_good(issuer):
    issuer.publish_list({7: 1})
    places = {
        "status_list": at(7, issuer.list_uri()),
        "client_status_list": at(9, issuer.list_uri()),
    }
    refused(issuer, Revoked, places)


def test_a_token_that_does_not_say_where_its_status_is_is_refused_unless_allowed(issuer):
    refused(issuer, TokenMalformed, None)
    assert issuer.verifier(require_status=False).verify(issuer.token(status=None))


def test_a_status_that_is_there_counts_even_where_none_is_required(issuer):
    issuer.publish_list({7: 1})
    refused(issuer, Revoked, require_status=False)


@pytest.mark.parametrize(
    "status",
    [
        {},
        [],
        "valid",
        {"client_status_list": {"idx": 7, "uri": "https://auth.example.com/t/acme/status/0"}},
        {"status_list": None},
        {"status_list": {"idx": 7}},
        {"status_list": {"idx": "7", "uri": "https://auth.example.com/t/acme/status/0"}},
        {"status_list": {"idx": True, "uri": "https://auth.example.com/t/acme/status/0"}},
        {"status_list": {"idx": -1, "uri": "https://auth.example.com/t/acme/status/0"}},
        {"status_list": {"idx": 7, "uri": ["https://auth.example.com/t/acme/status/0"]}},
    ],
)
def test_a_place_that_makes_no_sense_is_refused(issuer, network, status):
    refused(issuer, TokenMalformed, status, require_status=False)
    assert not network.requests_to("/status/0")


@pytest.mark.parametrize("index", [PLACES, 10**30])
def test_a_place_beyond_the_end_of_the_list_is_refused(issuer, index):
    refused(issuer, TokenMalformed, {"status_list": at(index, issuer.list_uri())})


@pytest.mark.parametrize("name", ["status_list", "client_status_list"])
def test_another_tenants_list_is_not_even_asked_for(issuer, network, name):
    globex = Issuer(url=GLOBEX, network=network, clock=issuer.clock)
    own = {"status_list": at(7, issuer.list_uri())}
    refused(issuer, WrongIssuer, {**own, name: at(7, globex.list_uri())})
    assert not network.requests_to(globex.list_uri())


@pytest.mark.parametrize(
    "uri",
    [
        "https://auth.example.com/t/acme-evil/status/0",
        "https://auth.example.com/t/acme/../globex/status/0",
        "https://auth.example.com/t/acme/%2e%2e/globex/status/0",
        "https://auth.example.com/t/acme//status/0",
        "https://auth.example.com/t/acme/status/0?list=1",
        "https://auth.example.com/t/acme/status/0\n",
        "https://auth.example.com/t/acme",
        "http://169.254.169.254/",
        "/status/0",
    ],
)
def test_no_other_address_is_asked_for_a_list(issuer, network, uri):
    refused(issuer, WrongIssuer, {"status_list": at(7, uri)})
    assert not [url for url, _ in network.asked if "status" in url or "169" in url]


def test_a_list_signed_by_somebody_else_proves_nothing(issuer):
    forger = Issuer(key=OTHER_KEY, clock=issuer.clock)
    issuer.network.answers[issuer.list_uri()] = forger.network.answers[issuer.list_uri()]
    assert refused(issuer, StatusListInvalid).status == 503


@pytest.mark.parametrize("typ", ["JWT", "at+jwt", "statuslist+cwt"])
def test_a_token_of_another_kind_is_no_list(issuer, typ):
    issuer.publish_list(typ=typ)
    refused(issuer, StatusListInvalid)


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "https://auth.example.com/t/acme/status/1"},
        {"sub": None},
        {"iss": GLOBEX},
        {"iat": NOON + 11},
        {"iat": None},
        {"iat": "today"},
        {"exp": NOON},
        {"exp": "never"},
        {"ttl": "long"},
        {"status_list": None},
        {"status_list": {"bits": 3, "lst": packed(b"\0")}},
        {"status_list": {"bits": True, "lst": packed(b"\0")}},
        {"status_list": {"lst": packed(b"\0")}},
        {"status_list": {"bits": 2}},
        {"status_list": {"bits": 2, "lst": "AAAA"}},
        {"status_list": {"bits": 2, "lst": packed(b"\0" * 2048)[:-8]}},
    ],
)
def test_a_list_with_a_fault_proves_nothing(issuer, changes):
    issuer.network.answers[issuer.list_uri()] = Answer(
        status=200, body=unchecked(issuer, changes).encode()
    )
    refused(issuer, StatusListInvalid)


def unchecked(issuer, changes):
    whole = jwt.decode(issuer.list_token(), options={"verify_signature": False})
    body = {name: value for name, value in {**whole, **changes}.items() if value is not None}
    headers = {"kid": issuer.kid, "typ": "statuslist+jwt"}
    return jwt.api_jws.encode(json.dumps(body).encode(), issuer.key, "RS256", headers)


@pytest.mark.parametrize("body", [b"", b"null", b"<html>", b"\xff", b"a.b.c"])
def test_what_is_no_list_at_all_proves_nothing(issuer, body):
    issuer.network.answers[issuer.list_uri()] = Answer(status=200, body=body)
    refused(issuer, StatusListInvalid)


@pytest.mark.parametrize("status", [204, 301, 304, 404, 500])
def test_an_answer_that_is_no_success_is_no_list(issuer, status):
    body = issuer.list_token().encode()
    issuer.network.answers[issuer.list_uri()] = Answer(status=status, body=body)
    assert refused(issuer, StatusUnavailable).headers()["Retry-After"] == "2"


def test_a_small_answer_does_not_become_a_large_list(issuer):
    bomb = packed(b"\0" * (1 << 24 | 1))
    assert len(bomb) < 1 << 16
    issuer.publish_list(status_list={"bits": 2, "lst": bomb})
    refused(issuer, StatusListInvalid)


def test_a_list_is_unpacked_up_to_its_limit():
    assert len(inflated(packed(b"\0" * 64), 64)) == 64
    with pytest.raises(StatusListInvalid):
        inflated(packed(b"\0" * 65), 64)


def test_something_after_the_packed_list_is_refused():
    longer = base64.urlsafe_b64encode(zlib.compress(b"\0") + b"more").rstrip(b"=").decode()
    with pytest.raises(StatusListInvalid):
        inflated(longer)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_statuses_of_every_size_are_read(bits):
    wanted = {index: index % (1 << bits) for index in range(64)}
    held = StatusList(bits=bits, octets=octets_of(wanted, bits, 64), issued_at=NOON)
    assert {index: held.at(index) for index in wanted} == wanted
    for outside in (-1, 64):
        with pytest.raises(IndexError):
            held.at(outside)


def test_the_example_printed_in_the_draft_is_read():
    """Token Status List section 4.1: the octets B9 A3 are these sixteen one-bit statuses."""
    held = StatusList(bits=1, octets=bytes.fromhex("b9a3"), issued_at=NOON)
    statuses = [held.at(index) for index in range(16)]
    assert statuses == [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]


def test_a_status_that_nobody_defined_is_refused(issuer):
    lst = packed(octets_of({7: 9}, bits=4))
    issuer.publish_list(status_list={"bits": 4, "lst": lst})
    refused(issuer, Revoked, accept_stale=True)
