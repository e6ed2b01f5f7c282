"""The tenant: a customer's space, and the issuer that signs for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from chalicelib.protocol.vocabulary import IDENTITY_SCOPES
from chalicelib.tenancy.admission import Admission
from chalicelib.tenancy.branding import Branding
from chalicelib.tenancy.linking import Linking

TenantId = NewType("TenantId", str)

#: How a tenant or a connection may be called: safe in a path, a cookie name, a partition key.
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long things live, in seconds."""

    attempt: int = 600
    code: int = 60
    id_token: int = 600
    session_idle: int = 8 * 3600
    session_absolute: int = 30 * 24 * 3600
    refresh_idle: int = 30 * 24 * 3600
    refresh_absolute: int = 180 * 24 * 3600


class KeyTier(StrEnum):
    """Who holds a signing key, and who signs with it besides."""

    DEDICATED = "dedicated"  # KMS; nobody else
    SHARED = "shared"  # KMS; every other tenant that shares
    WRAPPED = "wrapped"  # our processes, once KMS has unwrapped it for this tenant; nobody else


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPolicy:
    """How signing keys take turns, and which there are."""

    rotation_days: int = 90  # 0: whenever an operator says so
    algorithms: tuple[str, ...] = ("RS256",)  # a key for each
    algorithm: str = "RS256"  # the one of them that APIs meet, as soon as its key signs
    tier: KeyTier = KeyTier.DEDICATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A resource server: who an access token is for, and what it may allow."""

    audience: str
    name: str
    scopes: Mapping[str, str] = field(default_factory=dict)  # scope -> what a person reads
    access_token_lifetime: int = 600
    signing_algorithm: str | None = None  # None: the tenant's


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """One customer's space. The issuer is stored configuration, never taken from a request."""

    id: TenantId
    name: str
    issuer: str
    apis: tuple[Api, ...] = ()
    lifetimes: Lifetimes = Lifetimes()
    keys: KeyPolicy = KeyPolicy()
    admission: Admission = field(default_factory=Admission)
    linking: Linking = field(default_factory=Linking)
    branding: Branding = field(default_factory=Branding)
    domain: str | None = None  # where it is served instead of by path at the broker's own address

    def url(self, path: str) -> str:
        """The absolute address of one of this tenant's endpoints."""
        return f"{self.issuer}/{path}"

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope that a client of this tenant could ask for."""
        return (*IDENTITY_SCOPES, *(scope for api in self.apis for scope in api.scopes))

    def find_api(self, audience: str) -> Api | None:
        """The API with this audience, None if the tenant has no such API."""
        return next((api for api in self.apis if api.audience == audience), None)
