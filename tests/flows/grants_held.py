"""A house in memory in which Ada signed in, her app holds tokens, and others would like to."""

import base64
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.flows.end_family import EndFamily
from chalicelib.flows.introspect_token import IntrospectToken
from chalicelib.flows.revoke_token import RevokeToken
from chalicelib.identity.model import Session, User
from chalicelib.protocol.parameters import Parameters, read_pairs
from chalicelib.protocol.vocabulary import ClientAuthentication, GrantType
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.access import Issuance, machine_claims, person_claims
from chalicelib.tokens.family import RefreshFamily, later_grant
from chalicelib.tokens.family_ports import Standing
from chalicelib.tokens.refresh_token import RefreshKey, RefreshToken, write_refresh_token
from tests.builders import (
    ACME,
    ADA,
    API,
    CLIENT_SECRET,
    FAMILY_SECRET,
    GLOBEX,
    a_client,
    a_connection,
    a_family,
    a_role_book,
    a_session,
    a_tenant,
    a_user,
)
from tests.fakes.clock import NOON
from tests.fakes.entropy import CountingEntropy
from tests.fakes.families import MemoryFamilies
from tests.fakes.journal import Notes
from tests.fakes.memory import Memory
from tests.fakes.signer import LocalSigner
from tests.fakes.store import Store, memory_store

SIGNER = LocalSigner()
OTHER_API = "https://stock.acme.test"
CLIENTS = (
    a_client(grant_types=(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN)),
    a_client(id="acme-api", introspects=(API,)),
    a_client(id="acme-stock", introspects=(OTHER_API,)),
    a_client(id="acme-jobs"),
    a_client(id="acme-spa", authentication=ClientAuthentication.NONE, secret_hashes=()),
)


@dataclass(frozen=True)
class CountedFamilies(MemoryFamilies):
    """Remembers what was asked of it, and can be out of order."""

    asked: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def find(self, tenant: TenantId, key: str) -> RefreshFamily | None:
        self._note("find")
        return super().find(tenant, key)

    def standing(self, tenant: TenantId, key: str, user_id: str, session_key: str) -> Standing:
        self._note("standing")
        return super().standing(tenant, key, user_id, session_key)

    def end(self, tenant: TenantId, *rest: Any) -> None:
        self._note("end")
        super().end(tenant, *rest)

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if what in self.broken:
            raise StorageUnavailable(what)


class OneKey:
    """Keeps the promise of `RefreshKeys`: one version, the same for every tenant."""

    key = RefreshKey(version=1, secret=b"s" * 32)

    def current(self, _: TenantId) -> RefreshKey:
        return self.key

    def find(self, _: TenantId, version: int) -> RefreshKey | None:
        return self.key if version == 1 else None


@dataclass
class House:
    """Everything stored, and the two flows over it."""

    memory: Memory
    store: Store
    families: CountedFamilies
    revoke: RevokeToken
    introspect: IntrospectToken

    def change_family(self, **changes: Any) -> None:
        place = (ACME, a_family().key)
        self.memory.families[place] = replace(self.memory.families[place], **changes)

    def change_user(self, **changes: Any) -> None:
        self.memory.users[ACME, ADA] = replace(self.memory.users[ACME, ADA], **changes)

    def change_session(self, **changes: Any) -> None:
        place = (ACME, a_session().key)
        self.memory.sessions[place] = replace(self.memory.sessions[place], **changes)

    def remove_client(self, client_id: str) -> None:
        left = tuple(client for client in CLIENTS if client.id != client_id)
        publish(self.store, ACME, clients=left)

    def remove_connection(self) -> None:
        publish(self.store, ACME, connections=())

    @property
    def family(self) -> RefreshFamily:
        return self.memory.families[ACME, a_family().key]


def a_house() -> House:
    """Two tenants with the same people, apps, keys and families: only their names differ."""
    memory = Memory()
    store, families = memory_store(memory), CountedFamilies(memory)
    for tenant in (ACME, GLOBEX):
        publish(store, tenant)
        _settle(memory, tenant, a_user(), a_session(), a_family())
    shared = {
        "clients": store.clients,
        "families": families,
        "refresh_keys": OneKey(),
        "keys": store.keys,
        "clock": store.clock,
        "journal": Notes(),
    }
    end_family = EndFamily(families, store.clock, CountingEntropy())
    return House(
        memory,
        store,
        families,
        RevokeToken(**shared, end_family=end_family),
        IntrospectToken(**shared, connections=store.connections, signer=SIGNER),
    )


def publish(store: Store, tenant: TenantId, **changes: Any) -> None:
    usual = {"connections": (a_connection(),), "clients": CLIENTS, **changes}
    store.publisher.publish(
        a_tenant(tenant), roles=a_role_book(), keys=(SIGNER.key,), document="", **usual
    )


def _settle(
    memory: Memory, tenant: TenantId, user: User, session: Session, family: RefreshFamily
) -> None:
    memory.users[tenant, user.id] = user
    memory.sessions[tenant, session.key] = session
    memory.families[tenant, family.key] = family


def an_access_token(tenant: TenantId = ACME, typ: str = "at+jwt", **changes: Any) -> str:
    """What Ada's app shows to the API."""
    client = next(one for one in CLIENTS if one.id == "acme-web")
    grant = later_grant(a_family(), a_user())
    claims = person_claims(_issuance(tenant), client, grant, a_role_book())
    return SIGNER.seal(tenant, SIGNER.key, typ, {**claims, **changes})


def a_machine_token(client_id: str = "acme-jobs") -> str:
    """What a client has for itself."""
    claims = machine_claims(_issuance(ACME), a_client(id=client_id), ("orders:read",))
    return SIGNER.seal(ACME, SIGNER.key, "at+jwt", claims)


def a_refresh_token(generation: int = 1, tenant: TenantId = ACME) -> str:
    """What Ada's app keeps."""
    token = RefreshToken(
        key_version=1,
        generation=generation,
        secret=FAMILY_SECRET,
        user_id=ADA,
        session_key=a_session().key,
    )
    return write_refresh_token(tenant, OneKey.key, token)


def _issuance(tenant: TenantId) -> Issuance:
    return Issuance(tenant=a_tenant(tenant), audiences=(API,), now=NOON, jti="a-jti")


def basic(client_id: str, secret: str = CLIENT_SECRET) -> list[str]:
    """The Authorization header of a client."""
    return [f"Basic {base64.b64encode(f'{client_id}:{secret}'.encode()).decode()}"]


def form(**parameters: str) -> Parameters:
    return read_pairs(parameters.items())
