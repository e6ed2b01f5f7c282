"""The part of a tenant document that says who gets a role by rule."""

import difflib
from collections.abc import Mapping

from chalicelib.identity.roles import RoleRule, RuleClaim
from chalicelib.protocol.vocabulary import STANDARD_CLAIMS
from chalicelib.tenancy.form import Form
from chalicelib.tenancy.section import Section
from chalicelib.upstream.model import Connection, ConnectionId, ProviderKind

#: What the wire calls a claim, and what we do.
_ALIASES: Mapping[str, str] = {"hd": RuleClaim.HOSTED_DOMAIN}
_DOMAINS = (RuleClaim.HOSTED_DOMAIN, RuleClaim.EMAIL_DOMAIN)
_CLAIM = Form(words="the name of a claim", pattern=r"[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,127}")
#: They say something of the token; of the person, that it is the same one.
_OF_THE_TOKEN = frozenset(
    {"iss", "sub", "aud", "exp", "iat", "nbf", "jti", "nonce", "azp", "sid", "at_hash", "c_hash"}
)
_NEAR = 0.8


def read_rule(
    section: Section, roles: tuple[str, ...], connections: tuple[Connection, ...]
) -> RoleRule:
    """Read one `[[role_rules]]`; faults are recorded in the section."""
    role = section.text("role")
    if role and role not in roles:
        section.fault("role", f"{role!r} is not a role of this tenant")
    connection = _read_connection(section, connections)
    claim = _read_claim(section, connection)
    value = section.text("value")
    if claim in _DOMAINS and value != value.lower():
        section.fault("value", "must be in lower case, as domains are compared")
    section.done()
    return RoleRule(
        role=role,
        claim=claim,
        value=value,
        connection=connection.id if connection else None,
    )


def _read_connection(section: Section, connections: tuple[Connection, ...]) -> Connection | None:
    wanted = section.optional_text("connection")
    if not wanted:
        return None
    found = next((one for one in connections if one.id == ConnectionId(wanted)), None)
    if found is None:
        section.fault("connection", f"{wanted!r} is not a connection of this tenant")
    return found


def _read_claim(section: Section, connection: Connection | None) -> str:
    written = section.text("claim", form=_CLAIM)
    claim = _ALIASES.get(written, written)
    if claim and claim not in tuple(RuleClaim) and (wrong := _wrong_name(claim, connection)):
        section.fault("claim", wrong)
    return claim


def _wrong_name(claim: str, connection: Connection | None) -> str | None:
    """What is wrong with a claim that goes by the name that its provider gave it."""
    known = (*RuleClaim, *_ALIASES)
    near = difflib.get_close_matches(claim, known, n=1, cutoff=_NEAR)
    if near:
        return f"{claim!r} is not one of {', '.join(known)}; did you mean {near[0]}?"
    if connection is None or connection.kind is not ProviderKind.OIDC:
        return (
            f"{claim!r} is not one of {', '.join(known)}; a claim by its own name needs the"
            " `connection`, of kind oidc, whose provider tells it"
        )
    if claim in STANDARD_CLAIMS or claim in _OF_THE_TOKEN:
        return (
            f"{claim!r} is no ground for a role: at many providers people choose it themselves, or"
            " it is another in every token"
        )
    return None
