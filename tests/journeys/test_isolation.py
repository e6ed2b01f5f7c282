"""Every route, every credential: what one tenant believes is noise to the one next door.

The twin has the same client ids, redirect URIs, connections and audiences as acme. To show that it
learns nothing from acme's credentials it is not enough that it refuses: its answer to a genuine one
must be its answer to a forgery of the same shape, word for word.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from werkzeug.test import TestResponse

from chalicelib.tenancy.model import KeyTier
from tests.journeys.app import acme_web, basic_header, twin_web
from tests.journeys.credentials import KINDS, Credential
from tests.journeys.raw import FORM, send
from tests.journeys.signing import signed_with
from tests.journeys.village import Village

#: Where a token is worth something at home.
WORTH = {
    "id_token": [("GET", "/t/{tenant}/authorize")],
    "access_token": [("GET", "/t/{tenant}/userinfo")],
}
TENANTS = {"acme", "twin", "globex", "conformance"}
MOMENTARY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{43}|[\w-]+\.[\w-]+\.[\w-]{342}")


def routes(village: Village) -> Iterator[tuple[str, str]]:
    """Every way in that a tenant has, as the application itself knows them: method and pattern."""
    for pattern, methods in village.gateway._handler.routes.items():
        if "{tenant}" in pattern:
            yield from ((method, pattern) for method in methods if method != "OPTIONS")


def present(
    village: Village, tenant: str, route: tuple[str, str], credential: Credential
) -> TestResponse:
    """Present a credential at a route, everywhere that such a thing could be looked for."""
    method, pattern = route
    origin, path = _address(village, tenant, pattern)
    parameters = {**_usual(village, tenant, pattern), **credential.parameters}
    headers = [("Cookie", "; ".join(_cookies(tenant, credential)))]
    authorization = credential.authorization
    if authorization is None and pattern.endswith(("/token", "/revoke", "/introspect")):
        # The tenant's own client asks: only the credential is in question.
        authorization = basic_header("acme-web", village.secret(tenant, "acme-web"))
    if authorization:
        headers.append(("Authorization", authorization))
    if method == "POST":
        form = urlencode(parameters)
        sent = {"body": form, "content_type": FORM}
        return send(village, path, method=method, headers=headers, origin=origin, **sent)
    query = urlencode(parameters)
    return send(village, f"{path}?{query}", method=method, headers=headers, origin=origin)


def _address(village: Village, tenant: str, pattern: str) -> tuple[str, str]:
    """Origin and path of a route; of a tenant that has a domain, its path there."""
    head, _, rest = pattern.partition("/t/{tenant}")
    origin, path = village.locate(tenant, rest.lstrip("/"))
    named = {"connection": "google", "number": "0"}
    return origin, (head + path).rstrip("/").format_map(named)


def _usual(village: Village, tenant: str, pattern: str) -> dict[str, Any]:
    if not pattern.endswith("/authorize"):
        return {}
    app = {"acme": acme_web, "twin": twin_web}[tenant](village)
    return dict(parse_qsl(urlsplit(app.authorize_url(prompt="none")).query))


def _cookies(tenant: str, credential: Credential) -> Iterator[str]:
    # The host is the same, so a browser sends acme's own; a thief would rename them.
    for name, value in credential.cookies.items():
        for owner in {"acme", tenant}:
            yield f"__Host-vestibule-{owner}-{name}={value}"


def substance(response: TestResponse) -> tuple[object, ...]:
    """An answer without what differs each time anyhow."""
    headers = ("Location", "WWW-Authenticate", "Content-Type", "Set-Cookie")
    told = [MOMENTARY.sub("*", response.headers.get(name, "")) for name in headers]
    return response.status_code, *told, MOMENTARY.sub("*", response.text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_credential_of_one_tenant_is_noise_to_another(village: Village, kind: str) -> None:
    genuine, forged = KINDS[kind](village)
    # Reading a status list for the first time signs it: that is nobody's credential's doing.
    present(village, "twin", ("GET", "/t/{tenant}/status/{number}"), forged)
    before = village.stored()
    for route in routes(village):
        answered = present(village, "twin", route, genuine)
        assert answered.status_code < 500
        assert substance(answered) == substance(present(village, "twin", route, forged)), route
    assert village.stored() == before


@pytest.mark.parametrize("kind", KINDS)
def test_at_home_the_same_credential_is_worth_something(village: Village, kind: str) -> None:
    """Otherwise the sweep would prove nothing."""
    genuine, forged = KINDS[kind](village)
    worth = [
        route
        for route in routes(village)
        if substance(present(village, "acme", route, genuine))
        != substance(present(village, "acme", route, forged))
    ]
    assert worth, kind


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_carried_around_next_door_still_works_at_home(village: Village, kind: str) -> None:
    genuine, forged = KINDS[kind](village)
    for route in routes(village):
        present(village, "twin", route, genuine)
    assert any(
        substance(present(village, "acme", route, genuine))
        != substance(present(village, "acme", route, forged))
        for route in routes(village)
    )


@pytest.mark.parametrize("kind", ["id_token", "access_token"])
def test_tenants_that_share_a_signing_key_share_no_tokens(village: Village, kind: str) -> None:
    with signed_with(village, "acme", "twin", tier=KeyTier.SHARED):
        sets = [app(village).fetch("jwks").json["keys"] for app in (acme_web, twin_web)]
        assert any(key in sets[1] for key in sets[0]), "else this proves nothing"
        genuine, forged = KINDS[kind](village)
        for route in routes(village):
            answered = present(village, "twin", route, genuine)
            assert substance(answered) == substance(present(village, "twin", route, forged)), route
        at_home = present(village, "acme", *WORTH[kind], genuine)
        assert substance(at_home) != substance(present(village, "acme", *WORTH[kind], forged))


def test_nothing_of_one_tenant_lies_in_the_partitions_of_another(village: Village) -> None:
    for maker in KINDS.values():
        maker(village)
    for item in village.items():
        if item["pk"]["S"] == "DIRECTORY":
            assert set(item) == {"pk", "sk"}, "the one list of all tenants holds nothing but names"
            continue
        _, tenant, *_ = item["pk"]["S"].split("#")
        assert tenant in TENANTS
        others = TENANTS - {tenant}
        assert not any(f"https://auth.test/t/{other}" in repr(item) for other in others)
