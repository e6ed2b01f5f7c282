"""The part of a tenant document that describes its connections."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from chalicelib.protocol.vocabulary import OPENID
from chalicelib.tenancy import forms
from chalicelib.tenancy.document import read_slug
from chalicelib.tenancy.form import Form
from chalicelib.tenancy.host_name import AUTHORITY, wrong_host
from chalicelib.tenancy.section import Section
from chalicelib.upstream.model import Connection, ConnectionId, ProviderKind

#: Turns a connection's id and its `client_secret` reference into what is stored.
Seal = Callable[[str, str], bytes]


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
    return wrong_host(parts)


#: What the ID tokens of a provider may be signed with.
_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_ALGORITHM = Form(words=f"one of {', '.join(_ALGORITHMS)}", choices=_ALGORITHMS)
_ISSUER = Form(
    words="an https address of printable ASCII",
    pattern=rf"https://{AUTHORITY}(?:/[\x21\x22\x24-\x3e\x40-\x7e]*)?",
    check=_wrong_issuer,
)
_HOSTED_DOMAIN = Form(
    words="a domain in lower case, or * for any Workspace",
    pattern=rf"\*|{forms.DOMAIN.pattern}",
    check=lambda value: None if value == "*" else forms.wrong_domain(value),
)
_VERSION = Form(
    words="a version such as v25.0", pattern=r"v[1-9][0-9]{0,2}\.[0-9]", told="must look like v25.0"
)
_OF_SOME_KINDS = (
    "issuer",
    "hosted_domain",
    "userinfo",
    "trusted_email_domains",
    "graph_version",
    "algorithms",
    "token_authentication",
    "pkce",
)
_TOKEN_AUTHENTICATION = ("client_secret_post", "client_secret_basic")


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
    is_known = section.names_one_of("kind", tuple(ProviderKind))
    usual = _USUAL[kind]
    connection_id = read_slug(section, "id")
    common = Connection(
        id=ConnectionId(connection_id),
        kind=kind,
        label=section.text("label", usual.label or connection_id or "OpenID"),
        issuer=_read_issuer(section, usual, kind) if is_known else "",
        client_id=section.text("client_id"),
        sealed_secret=_read_secret(section, connection_id, seal),
        scopes=section.texts("scopes", forms.SCOPE) or usual.scopes,
    )
    return _READERS[kind](section, common) if is_known else _read_unknown(section, common)


def _read_openid(section: Section, common: Connection) -> Connection:
    if OPENID not in common.scopes:
        section.fault("scopes", "must include openid: without it there is no ID token")
    return replace(
        common,
        algorithms=section.texts("algorithms", _ALGORITHM) or common.algorithms,
        token_authentication=section.choice(
            "token_authentication", _TOKEN_AUTHENTICATION, common.token_authentication
        ),
        pkce=section.flag("pkce", default=common.pkce),
        userinfo=section.flag("userinfo", default=common.userinfo),
        trusted_email_domains=section.texts("trusted_email_domains", forms.DOMAIN),
    )


def _read_google(section: Section, common: Connection) -> Connection:
    if OPENID not in common.scopes:
        section.fault("scopes", "must include openid: without it there is no ID token")
    return replace(
        common,
        userinfo=section.flag("userinfo", default=common.userinfo),
        hosted_domain=section.optional_text("hosted_domain", _HOSTED_DOMAIN),
        trusted_email_domains=section.texts("trusted_email_domains", forms.DOMAIN),
    )


def _read_facebook(section: Section, common: Connection) -> Connection:
    version = section.text("graph_version", common.graph_version, _VERSION)
    return replace(common, graph_version=version)


def _read_unknown(section: Section, common: Connection) -> Connection:
    """Of another kind than was meant, so nothing is said of what only some kinds have."""
    for key in _OF_SOME_KINDS:
        section.has(key)
    return common


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
    return section.text("issuer", form=_ISSUER)


def _read_secret(section: Section, connection_id: str, seal: Seal) -> bytes:
    reference = section.text("client_secret", form=forms.REFERENCE)
    return b"" if forms.REFERENCE(reference) else seal(connection_id, reference)
