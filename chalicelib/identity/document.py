"""The part of a tenant document that describes roles and who gets them."""

from functools import partial

from chalicelib.identity.roles import RoleBook, RoleRule, RuleClaim
from chalicelib.tenancy.document import read_slug
from chalicelib.tenancy.section import Section
from chalicelib.upstream.model import Connection, ConnectionId


def read_roles(document: Section, connections: tuple[Connection, ...]) -> RoleBook:
    """Read `[[roles]]` and `[[role_rules]]`; faults are recorded in the sections."""
    entitlements: dict[str, tuple[str, ...]] = {}
    defaults: list[str] = []
    for section in document.tables("roles"):
        role = read_slug(section, "id")
        if role in entitlements:
            section.fault("id", f"{role} is already the id of another role")
        entitlements[role] = section.texts("entitlements")
        if section.flag("default", default=False):
            defaults.append(role)
        section.done()
    return RoleBook(
        entitlements=entitlements,
        defaults=tuple(defaults),
        rules=_read_rules(document, tuple(entitlements), connections),
    )


def _read_rules(
    document: Section, roles: tuple[str, ...], connections: tuple[Connection, ...]
) -> tuple[RoleRule, ...]:
    read = partial(_read_rule, roles=roles, connections=tuple(c.id for c in connections))
    return tuple(read(section) for section in document.tables("role_rules"))


def _read_rule(
    section: Section, roles: tuple[str, ...], connections: tuple[ConnectionId, ...]
) -> RoleRule:
    role = section.text("role")
    if role and role not in roles:
        section.fault("role", f"{role!r} is not a role of this tenant")
    connection = section.optional_text("connection")
    if connection and connection not in connections:
        section.fault("connection", f"{connection!r} is not a connection of this tenant")
    claim = RuleClaim(section.choice("claim", tuple(RuleClaim)))
    value = section.text("value")
    if claim is not RuleClaim.GROUP and value != value.lower():
        section.fault("value", "must be in lower case, as domains are compared")
    rule = RoleRule(
        role=role,
        claim=claim,
        value=value,
        connection=ConnectionId(connection) if connection else None,
    )
    section.done()
    return rule
