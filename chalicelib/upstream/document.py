"""The part of a tenant document that describes its connections."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from chalicelib.protocol.vocabulary import OPENID
from chalicelib.tenancy.document import read_slug
from chalicelib.tenancy.section import Section
from chalicelib.tenancy.written_forms import wrong_domain
from chalicelib.upstream.model import Connection, ConnectionId, ProviderKind

#: Turns a connection's id and its `client_secret` reference into what is stored.
Seal = Callable[[str, str], bytes]

_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_TOKEN_AUTHENTICATION = ("client_secret_post", "client_secret_basic")
_REFERENCE = re.compile(r"[a-z][a-z0-9-]*:\S+")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,128}")
_VERSION = re.compile(r"v[1-9]\d{0,2}\.\d")


@dataclass(frozen=True, slots=True)
class _Usual:
    """What a kind of connection has unless its table says otherwise."""

    label: str
    issuer: str | None
    scopes: tuple[str, ...]


_USUAL: Mapping[ProviderKind, _Usual] = {
    ProviderKind.GOOGLE: _Usual(
        "Google", "https://accounts.google.com", ("openid", "email", "profile")
    ),
    ProviderKind.FACEBOOK: _Usual(
        "Facebook", "https://www.facebook.com", ("public_profile", "email")
    ),
    ProviderKind.OIDC: _Usual("", None, ("openid", "email", "profile")),
}


def read_connections(document: Section, seal: Seal) -> tuple[Connection, ...]:
    """Read every `[[connections]]` table; faults are recorded in the sections."""
    connections: dict[str, Connection] = {}
    for section in document.tables("connections"):
        connection = _read_connection(section, seal)
        if connection.id in connections:
            section.fault("id", f"{connection.id} is already the id of another connection")
        connections.setdefault(connection.id, connection)
        section.done()
    return tuple(connections.values())


def _read_connection(section: Section, seal: Seal) -> Connection:
    kind = ProviderKind(section.choice("kind", tuple(ProviderKind)))
    usual = _USUAL[kind]
    connection_id = read_slug(section, "id")
    common = Connection(
        id=ConnectionId(connection_id),
        kind=kind,
        label=section.text("label", usual.label or connection_id or "OpenID"),
        issuer=_read_issuer(section, usual, kind),
        client_id=section.text("client_id"),
        sealed_secret=_read_secret(section, connection_id, seal),
        scopes=section.texts("scopes", _wrong_scope) or usual.scopes,
    )
    return _READERS[kind](section, common)


def _read_openid(section: Section, common: Connection) -> Connection:
    if OPENID not in common.scopes:
        section.fault("scopes", "must include openid: without it there is no ID token")
    return replace(
        common,
        algorithms=section.texts("algorithms", _wrong_algorithm) or common.algorithms,
        token_authentication=section.choice(
            "token_authentication", _TOKEN_AUTHENTICATION, common.token_authentication
        ),
        pkce=section.flag("pkce", default=common.pkce),
        userinfo=section.flag("userinfo", default=common.userinfo),
        trusted_email_domains=section.texts("trusted_email_domains", wrong_domain),
    )


def _read_google(section: Section, common: Connection) -> Connection:
    if OPENID not in common.scopes:
        section.fault("scopes", "must include openid: without it there is no ID token")
    hosted_domain = section.optional_text("hosted_domain")
    if hosted_domain and hosted_domain != "*" and (wrong := wrong_domain(hosted_domain)):
        section.fault("hosted_domain", f"{wrong}, or * for any Workspace")
    return replace(
        common,
        userinfo=section.flag("userinfo", default=common.userinfo),
        hosted_domain=hosted_domain,
        trusted_email_domains=section.texts("trusted_email_domains", wrong_domain),
    )


def _read_facebook(section: Section, common: Connection) -> Connection:
    version = section.text("graph_version", common.graph_version)
    if not _VERSION.fullmatch(version):
        section.fault("graph_version", "must look like v25.0")
    return replace(common, graph_version=version)


_READERS: Mapping[ProviderKind, Callable[[Section, Connection], Connection]] = {
    ProviderKind.GOOGLE: _read_google,
    ProviderKind.FACEBOOK: _read_facebook,
    ProviderKind.OIDC: _read_openid,
}


def _read_issuer(section: Section, usual: _Usual, kind: ProviderKind) -> str:
    if usual.issuer is not None:
        if section.has("issuer"):
            section.fault("issuer", f"is always {usual.issuer} for the kind {kind}")
        return usual.issuer
    issuer = section.text("issuer")
    if issuer and (wrong := _wrong_issuer(issuer)):
        section.fault("issuer", wrong)
    return issuer


def _read_secret(section: Section, connection_id: str, seal: Seal) -> bytes:
    reference = section.text("client_secret")
    if not reference:
        return b""
    if not _REFERENCE.fullmatch(reference):
        # The value is not repeated: it may be the secret itself.
        section.fault("client_secret", "must say where the secret is kept, such as env:NAME")
        return b""
    return seal(connection_id, reference)


def _wrong_issuer(value: str) -> str | None:
    """OpenID Connect Discovery 1.0 section 3: https, with neither query nor fragment."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return "is not an address"
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        return "must be an https address"
    if "?" in value or "#" in value:
        return "must have neither query nor fragment"
    return None if value.isascii() and value.isprintable() and " " not in value else "must be ASCII"


def _wrong_scope(value: str) -> str | None:
    return None if _SCOPE.fullmatch(value) else f"{value!r} is not a scope (RFC 6749 section 3.3)"


def _wrong_algorithm(value: str) -> str | None:
    return None if value in _ALGORITHMS else f"{value!r} is not one of {', '.join(_ALGORITHMS)}"
