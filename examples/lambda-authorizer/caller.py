"""Who calls, in the words of API Gateway: each kind of authorizer has its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What the authorizer found in the access token."""

    subject: str
    scopes: frozenset[str]
    entitlements: frozenset[str]

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "Caller":
        """The caller of a request that an authorizer let through."""
        told = event["requestContext"]["authorizer"]
        if "jwt" in told:
            return cls._of_claims(told["jwt"]["claims"])
        # An HTTP API puts the context of a Lambda authorizer one level deeper than a REST API.
        context = told.get("lambda", told)
        return cls(
            subject=context["subject"],
            scopes=frozenset(context["scope"].split()),
            entitlements=frozenset(filter(None, context["entitlements"].split(","))),
        )

    @classmethod
    def _of_claims(cls, claims: Mapping[str, str]) -> "Caller":
        # The JWT authorizer hands over every claim as text; a list becomes "[one two]".
        return cls(
            subject=claims["sub"],
            scopes=frozenset(claims.get("scope", "").split()),
            entitlements=frozenset(claims.get("entitlements", "").strip("[]").split()),
        )
