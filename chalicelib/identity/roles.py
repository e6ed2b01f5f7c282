"""Roles: what a tenant defines, and who gets them by rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.upstream.claims import domain_of
from chalicelib.upstream.model import Assertion, ConnectionId, EmailTrust


class RuleClaim(StrEnum):
    """Verified upstream claims that a rule may look at, whichever provider tells them.

    Any other name is that of a claim of one OpenID connection, which its rule names.
    """

    HOSTED_DOMAIN = "hosted_domain"
    EMAIL_DOMAIN = "email_domain"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRule:
    """Gives a role to everyone whose verified claim has a value."""

    role: str
    claim: str
    value: str
    connection: ConnectionId | None = None  # only people who came over this one

    def matches(self, assertion: Assertion) -> bool:
        """Whether the asserted person gets the role. Unverified claims never match."""
        if self.connection is not None and assertion.connection != self.connection:
            return False
        return self.value in _verified_values(self.claim, assertion)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleBook:
    """The roles of one tenant: definitions, defaults and rules."""

    entitlements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by role
    defaults: tuple[str, ...] = ()
    rules: tuple[RoleRule, ...] = ()

    def roles_for(self, assertion: Assertion) -> tuple[str, ...]:
        """The roles that defaults and rules give to the asserted person."""
        by_rule = (rule.role for rule in self.rules if rule.matches(assertion))
        return tuple(sorted({*self.defaults, *by_rule}))

    def claims_named_for(self, connection: ConnectionId) -> tuple[str, ...]:
        """The claims that rules look for in what this connection, and no other, vouches for."""
        named = (rule.claim for rule in self.rules if rule.connection == connection)
        return tuple(dict.fromkeys(name for name in named if name not in tuple(RuleClaim)))

    def entitlements_of(self, roles: Iterable[str]) -> tuple[str, ...]:
        """What the roles allow; a role that is no longer defined allows nothing."""
        return tuple(sorted({e for role in roles for e in self.entitlements.get(role, ())}))

    def defined(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Those of the roles that the tenant still defines."""
        return tuple(role for role in roles if role in self.entitlements)


def _verified_values(claim: str, assertion: Assertion) -> tuple[str, ...]:
    match claim:
        case RuleClaim.HOSTED_DOMAIN:
            return (assertion.hosted_domain,) if assertion.hosted_domain else ()
        case RuleClaim.GROUP:
            return assertion.groups
        case RuleClaim.EMAIL_DOMAIN:
            authoritative = assertion.email_trust is EmailTrust.AUTHORITATIVE
            domain = domain_of(assertion.email or "")
            return (domain,) if authoritative and domain else ()
        case _:
            return assertion.claims.get(claim, ())
