"""All that a test needs and does not care about, already chosen; what it cares about it names."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from chalicelib.clients.model import Client
from chalicelib.clients.request import AuthorizationRequest
from chalicelib.identity.model import Identity, IdentityKey, Session, User
from chalicelib.identity.roles import RoleBook
from chalicelib.identity.session import session_key
from chalicelib.protocol.redirects import RedirectTarget, ReturnAddress
from chalicelib.protocol.vocabulary import ClientAuthentication
from chalicelib.tenancy.audit import Audited, AuditEvent
from chalicelib.tenancy.model import Api, Lifetimes, Tenant, TenantId
from chalicelib.tenancy.status import StatusIndex
from chalicelib.tokens.code import AuthorizationCode, Presentation, code_key
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import Use
from chalicelib.tokens.keys import SigningKey
from chalicelib.tokens.logout_notice import LogoutNotice
from chalicelib.tokens.refresh_token import family_key
from chalicelib.upstream.attempt import Handle, PendingSignIn
from chalicelib.upstream.model import (
    Assertion,
    Connection,
    ConnectionId,
    EmailTrust,
    ProviderKind,
)
from tests.fakes.clock import NOON

ACME, GLOBEX = TenantId("acme"), TenantId("globex")
GOOGLE, FACEBOOK = ConnectionId("google"), ConnectionId("facebook")

CLIENT_SECRET = "a-client-secret"
REDIRECT_URI = "https://app.example.com/callback"
API = "https://api.acme.test"
VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-a"
CHALLENGE = "NMuSePFGcP4JApG7mBNZyxoKaIxyMjYtlLhHLPFCUvQ"
ADA = "ada-user-id-of-exactly-forty-three-letters-"
HANDLE = Handle("a-state", "a-browser-secret")
SECRET = "a-session-secret-of-forty-three-characters-"
CODE = "an-authorization-code"
FAMILY_SECRET = "a-family-secret-of-forty-three-characters--"


def a_tenant(tenant_id: str = ACME, **chosen: Any) -> Tenant:
    """A tenant with one API."""
    usual: dict[str, Any] = {
        "name": tenant_id.title(),
        "issuer": f"https://auth.example.com/t/{tenant_id}",
        "apis": (Api(audience=API, name="Orders", scopes={"orders:read": "See your orders"}),),
        "lifetimes": Lifetimes(),
    }
    return Tenant(id=TenantId(tenant_id), **(usual | chosen))


def a_client(**chosen: Any) -> Client:
    """A confidential client whose secret is CLIENT_SECRET."""
    usual: dict[str, Any] = {
        "id": "acme-web",
        "name": "Acme",
        "authentication": ClientAuthentication.BASIC,
        "secret_hashes": (sha256(CLIENT_SECRET.encode()).hexdigest(),),
        "redirect_uris": (REDIRECT_URI,),
        "scopes": ("openid", "profile", "email", "orders:read"),
        "audiences": (API,),
    }
    return Client(**(usual | chosen))


def a_connection(**chosen: Any) -> Connection:
    """A connection to Google."""
    usual: dict[str, Any] = {
        "id": GOOGLE,
        "kind": ProviderKind.GOOGLE,
        "label": "Google",
        "issuer": "https://accounts.google.com",
        "client_id": "acme-at-google",
        "sealed_secret": b"sealed",
    }
    return Connection(**(usual | chosen))


def an_assertion(**chosen: Any) -> Assertion:
    """Google vouching for Ada."""
    usual: dict[str, Any] = {
        "connection": GOOGLE,
        "issuer": "https://accounts.google.com",
        "subject": "1157",
        "email": "ada@acme.test",
        "email_trust": EmailTrust.AUTHORITATIVE,
        "profile": {"name": "Ada Lovelace", "given_name": "Ada"},
    }
    return Assertion(**(usual | chosen))


def a_request(**chosen: Any) -> AuthorizationRequest:
    """An OpenID request with PKCE, proven by VERIFIER."""
    usual: dict[str, Any] = {
        "client_id": "acme-web",
        "address": ReturnAddress(
            issuer="https://auth.example.com/t/acme",
            target=RedirectTarget(REDIRECT_URI),
            state="the-client's-state",
        ),
        "scopes": ("openid", "email"),
        "audiences": (API,),
        "code_challenge": CHALLENGE,
        "nonce": "the-client's-nonce",
    }
    return AuthorizationRequest(**(usual | chosen))


def an_attempt(handle: Handle = HANDLE, **chosen: Any) -> PendingSignIn:
    """An attempt that goes to Google, bound to the browser of `handle`."""
    usual: dict[str, Any] = {
        "request": a_request(),
        "browser_hash": handle.browser_hash,
        "nonce": "our-nonce",
        "code_verifier": "our-verifier",
        "started_at": NOON,
        "expires_at": NOON + 600,
        "connection": GOOGLE,
    }
    return PendingSignIn(**(usual | chosen))


def a_code(code: str = CODE, **chosen: Any) -> AuthorizationCode:
    """What is stored for a code that answers `a_request()` for Ada."""
    usual: dict[str, Any] = {
        "key": code_key(code),
        "client_id": "acme-web",
        "redirect_uri": REDIRECT_URI,
        "user_id": ADA,
        "session_key": session_key(SECRET),
        "session_expires_at": NOON + 30 * 24 * 3600,
        "connection": GOOGLE,
        "issued_at": NOON,
        "expires_at": NOON + 60,
        "authenticated_at": NOON,
        "scopes": ("openid", "email"),
        "audiences": (API,),
        "code_challenge": CHALLENGE,
        "nonce": "the-client's-nonce",
    }
    return AuthorizationCode(**(usual | chosen))


def a_presentation(code: str = CODE, **chosen: Any) -> Presentation:
    """The code of `a_code()` as its own client presents it."""
    usual: dict[str, Any] = {
        "key": code_key(code),
        "family_key": family_key(FAMILY_SECRET),
        "client_id": "acme-web",
        "redirect_uri": REDIRECT_URI,
        "challenge": CHALLENGE,
    }
    return Presentation(**(usual | chosen))


def a_session(secret: str = SECRET, **chosen: Any) -> Session:
    """Ada's browser, signed in at noon."""
    usual: dict[str, Any] = {
        "key": session_key(secret),
        "user_id": ADA,
        "connection": GOOGLE,
        "authenticated_at": NOON,
        "idle_expires_at": NOON + 8 * 3600,
        "expires_at": NOON + 30 * 24 * 3600,
        "clients": ("acme-web",),
    }
    return Session(**(usual | chosen))


def a_user(**chosen: Any) -> User:
    """Ada."""
    usual: dict[str, Any] = {
        "id": ADA,
        "created_at": NOON,
        "updated_at": NOON,
        "email": "ada@acme.test",
        "email_verified": True,
        "profile": {"name": "Ada Lovelace", "given_name": "Ada"},
        "roles_mapped": ("member",),
    }
    return User(**(usual | chosen))


def an_identity(**chosen: Any) -> Identity:
    """Ada at Google."""
    usual: dict[str, Any] = {
        "key": IdentityKey.of(an_assertion()),
        "user_id": ADA,
        "created_at": NOON,
        "email": "ada@acme.test",
        "email_trust": EmailTrust.AUTHORITATIVE,
    }
    return Identity(**(usual | chosen))


def a_role_book(**chosen: Any) -> RoleBook:
    """Everyone is a member."""
    usual: dict[str, Any] = {
        "entitlements": {"member": ("orders:read",), "admin": ("orders:read", "orders:write")},
        "defaults": ("member",),
    }
    return RoleBook(**(usual | chosen))


def a_key(kid: str = "a-kid", **chosen: Any) -> SigningKey:
    """A published signing key; its modulus is too short to be one."""
    usual: dict[str, Any] = {
        "algorithm": "RS256",
        "kms_key_id": f"arn:aws:kms:us-east-1:000000000000:key/{kid}",
        "public_jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
    }
    return SigningKey(kid=kid, **(usual | chosen))


def other_browser(handle: Handle = HANDLE) -> Handle:
    """The same attempt, held by a browser that did not begin it."""
    return replace(handle, browser="another-browser-secret")


def a_family(**chosen: Any) -> RefreshFamily:
    """Ada's family at `a_client()`, which lives as long as her session does."""
    usual: dict[str, Any] = {
        "key": family_key(FAMILY_SECRET),
        "client_id": "acme-web",
        "user_id": ADA,
        "session_key": session_key(SECRET),
        "connection": GOOGLE,
        "status": StatusIndex(0, 7),
        "roles_version": 0,
        "created_at": NOON,
        "authenticated_at": NOON,
        "idle_expires_at": NOON + 14 * 24 * 3600,
        "expires_at": NOON + 30 * 24 * 3600,
        "last_used_at": NOON,
        "scopes": ("openid", "email"),
        "audiences": (API,),
    }
    return RefreshFamily(**(usual | chosen))


def a_use(**chosen: Any) -> Use:
    """The first refresh of `a_family()`, a minute after noon."""
    usual: dict[str, Any] = {
        "generation": 1,
        "next_generation": 2,
        "status": StatusIndex(0, 7),
        "roles_version": 0,
        "now": NOON + 60,
        "idle_expires_at": NOON + 60 + 14 * 24 * 3600,
    }
    return Use(**(usual | chosen))


def an_event(**chosen: Any) -> AuditEvent:
    """The line that ending something of Ada's writes into the audit trail."""
    usual: dict[str, Any] = {
        "id": "an-event",
        "at": NOON,
        "event": Audited.TOKEN_REVOKED,
        "actor": "broker",
        "subject": ADA,
    }
    return AuditEvent(**(usual | chosen))


def a_notice(**chosen: Any) -> LogoutNotice:
    """Ada signed out at noon, and `a_client()` is to be told."""
    usual: dict[str, Any] = {
        "tenant": ACME,
        "client_id": "acme-web",
        "session_key": session_key(SECRET),
        "user_id": ADA,
        "ended_at": NOON,
    }
    return LogoutNotice(**(usual | chosen))
