"""The part of a tenant document that describes roles and who gets them."""

from dataclasses import replace
from functools import partial

from chalicelib.identity.roles import RoleBook, RoleRule
from chalicelib.identity.rule_document import read_rule
from chalicelib.tenancy.document import read_slug
from chalicelib.tenancy.section import Section
from chalicelib.upstream.model import Connection


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
    read = partial(read_rule, roles=roles, connections=connections)
    return tuple(read(section) for section in document.tables("role_rules"))


def with_rule_claims(
    connections: tuple[Connection, ...], roles: RoleBook
) -> tuple[Connection, ...]:
    """The connections, each with the claims that rules look for in what it vouches for."""
    return tuple(replace(each, rule_claims=roles.claims_named_for(each.id)) for each in connections)
