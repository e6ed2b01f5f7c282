"""Google's dialect: two spellings, Workspace domains, and what its word on e-mail is worth."""

from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.upstream.model import (
    EmailTrust,
    ProviderKind,
    UpstreamFailed,
    UpstreamRefused,
    UpstreamRequest,
)
from tests.upstream.an_upstream import GOOGLE, ISSUER, REQUEST, AnUpstream, a_connection


def google(**changes):
    return a_connection(kind=ProviderKind.GOOGLE, issuer=GOOGLE, **changes)


def sign_in(connection=None, **claims):
    return AnUpstream(issuer=GOOGLE, claims=claims).sign_in(connection or google())


@pytest.mark.parametrize("spelling", [GOOGLE, "accounts.google.com"])
def test_both_spellings_are_one_issuer(spelling):
    assert sign_in(iss=spelling).issuer == GOOGLE


def test_another_issuer_may_not_call_itself_google():
    with pytest.raises(UpstreamFailed, match="iss"):
        sign_in(iss="http://accounts.google.com")
    bare = AnUpstream(claims={"iss": "accounts.google.com"})
    with pytest.raises(UpstreamFailed, match="iss"):
        bare.sign_in()


def test_an_issuer_elsewhere_has_one_spelling_only():
    moved = AnUpstream(claims={"iss": "accounts.google.com"})
    with pytest.raises(UpstreamFailed, match="iss"):
        moved.sign_in(a_connection(kind=ProviderKind.GOOGLE, issuer=ISSUER))


@pytest.mark.parametrize(
    ("prompt", "sent"), [("login", "select_account"), ("select_account", "select_account")]
)
def test_google_is_asked_for_what_it_knows(prompt, sent):
    request = UpstreamRequest(
        redirect_uri=REQUEST.redirect_uri,
        state=REQUEST.state,
        nonce=REQUEST.nonce,
        code_verifier=REQUEST.code_verifier,
        prompt=prompt,
    )
    upstream = AnUpstream(issuer=GOOGLE)
    address = upstream.provider(google(hosted_domain="acme.test")).begin(request)
    query = parse_qs(urlsplit(address).query)
    assert (query["prompt"], query["hd"]) == ([sent], ["acme.test"])


@pytest.mark.parametrize(("wanted", "told"), [("acme.test", "ACME.test"), ("*", "any.example")])
def test_the_right_workspace_may_come_in(wanted, told):
    assert sign_in(google(hosted_domain=wanted), hd=told).hosted_domain == told


@pytest.mark.parametrize(
    ("wanted", "claims"),
    [
        ("acme.test", {"hd": "globex.test"}),
        ("acme.test", {}),
        ("*", {}),
        ("*", {"hd": ""}),
        ("*", {"hd": True}),
    ],
)
def test_everybody_else_is_refused(wanted, claims):
    with pytest.raises(UpstreamRefused, match="Workspace"):
        sign_in(google(hosted_domain=wanted), email="eve@acme.test", **claims)


@pytest.mark.parametrize(
    ("email", "verified", "hd", "trust"),
    [
        ("grace@gmail.com", True, ..., EmailTrust.AUTHORITATIVE),
        ("Grace@GMAIL.com", "true", ..., EmailTrust.AUTHORITATIVE),
        ("grace@gmail.com", False, ..., EmailTrust.UNVERIFIED),
        ("grace@gmail.com.evil.example", True, ..., EmailTrust.PROVIDER_VERIFIED),
        ("ada@acme.test", True, "acme.test", EmailTrust.AUTHORITATIVE),
        ("ada@acme.test", False, "acme.test", EmailTrust.UNVERIFIED),
        ("ada@acme.test", True, ..., EmailTrust.PROVIDER_VERIFIED),
        ("ada@other.test", True, "acme.test", EmailTrust.PROVIDER_VERIFIED),
        ("ada@acme.test", ..., "acme.test", EmailTrust.UNVERIFIED),
    ],
)
def test_google_is_believed_about_the_mailboxes_it_runs(email, verified, hd, trust):
    assert sign_in(email=email, email_verified=verified, hd=hd).email_trust is trust


def test_a_tenant_may_bind_a_domain_to_its_connection():
    trusting = google(trusted_email_domains=("acme.test",))
    assert sign_in(trusting, email="ada@acme.test").email_trust is EmailTrust.AUTHORITATIVE
