"""Connections, and what comes back over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

ConnectionId = NewType("ConnectionId", str)


class ProviderKind(StrEnum):
    """The dialects that we speak with upstream providers."""

    GOOGLE = "google"
    FACEBOOK = "facebook"
    OIDC = "oidc"


class EmailTrust(StrEnum):
    """What an upstream's word about an e-mail address is worth."""

    AUTHORITATIVE = "authoritative"  # the provider runs that mailbox
    PROVIDER_VERIFIED = "provider_verified"  # the provider once saw proof of control
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A tenant's configured link to one upstream provider."""

    id: ConnectionId
    kind: ProviderKind
    label: str
    issuer: str  # where discovery is done; for Facebook the host of its dialog
    client_id: str
    sealed_secret: bytes = b""  # opened by the Secrets port, for this tenant and connection only
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    algorithms: tuple[str, ...] = ("RS256",)
    token_authentication: str = "client_secret_post"
    pkce: bool = True
    userinfo: bool = False  # fetch UserInfo as well, for providers whose ID tokens are thin
    hosted_domain: str | None = None  # Google Workspace: `hd` must be this; `*` is any Workspace
    trusted_email_domains: tuple[str, ...] = ()
    graph_version: str = "v25.0"
    rule_claims: tuple[str, ...] = ()  # what role rules look for in what this one vouches for


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What an upstream said about a person, after everything about it was verified."""

    connection: ConnectionId
    issuer: str  # as the connection names it
    subject: str
    email: str | None = None
    email_trust: EmailTrust = EmailTrust.UNVERIFIED
    profile: Mapping[str, object] = field(default_factory=dict)  # standard claims but e-mail's
    groups: tuple[str, ...] = ()
    groups_withheld: bool = False  # there are too many to tell, so none was told
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # for role rules only
    hosted_domain: str | None = None
    authenticated_at: int | None = None  # the upstream's auth_time, when it told one
    acr: str | None = None
    amr: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamRequest:
    """What one sign-in asks of an upstream; remembered until its answer comes."""

    redirect_uri: str
    state: str
    nonce: str
    code_verifier: str
    prompt: str | None = None  # login, select_account
    max_age: int | None = None
    login_hint: str | None = None
    acr_values: tuple[str, ...] = ()
    ui_locales: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """The parameters with which an upstream sent the person back."""

    code: str | None = None
    error: str | None = None  # or Facebook's error_reason or error_code, should those come alone
    error_description: str | None = None
    issuer: str | None = None


class UpstreamRefused(Exception):
    """The person or the upstream said no; the client learns `access_denied`."""


class UpstreamFailed(Exception):
    """The upstream is down, misconfigured or lying; `reason` is for the journal alone.

    `is_passing` tells an outage, after which trying again may help, from an answer that is wrong;
    `code` is what the upstream itself called the error, if it said.
    """

    def __init__(self, reason: str, *, is_passing: bool = False, code: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_passing = is_passing
        self.code = code
