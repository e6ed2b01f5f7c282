"""People, their sessions and what their sign-ins write, kept in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.identity.join import Acquaintance
from chalicelib.identity.link import Known, Settlement
from chalicelib.identity.model import Device, IdentityKey, Session
from chalicelib.identity.session import SessionCookie, SignedIn
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.code import AuthorizationCode
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.ports import IdentityTaken, SessionEnded
from tests.fakes.memory import Memory


@dataclass(frozen=True)
class MemoryPeople:
    memory: Memory

    def find(self, tenant: TenantId, key: IdentityKey) -> Known | None:
        with self.memory.lock:
            identity = self.memory.identities.get((tenant, key))
            user = identity and self.memory.users.get((tenant, identity.user_id))
            return Known(identity, user) if identity and user else None


@dataclass(frozen=True)
class MemorySessions:
    memory: Memory

    def find(self, tenant: TenantId, cookie: SessionCookie) -> SignedIn | None:
        with self.memory.lock:
            session = self.memory.sessions.get((tenant, cookie.key))
            user = self.memory.users.get((tenant, cookie.user_id))
        if session is None or user is None or session.user_id != user.id:
            return None
        return SignedIn(replace(session, clients=tuple(sorted(session.clients))), user)

    def named(self, tenant: TenantId, key: str) -> Session | None:
        with self.memory.lock:
            return self.memory.sessions.get((tenant, key))

    def of(self, tenant: TenantId, user_id: str) -> tuple[Session, ...]:
        with self.memory.lock:
            theirs = [
                session
                for (whose, _), session in self.memory.sessions.items()
                if whose == tenant and session.user_id == user_id and session.ended_at is None
            ]
        return tuple(theirs)

    def end(
        self,
        tenant: TenantId,
        session: Session,
        families: Sequence[RefreshFamily],
        why: AuditEvent,
    ) -> None:
        with self.memory.lock:
            stored = self.memory.sessions.get((tenant, session.key))
            if stored is not None and stored.ended_at is None:
                ended = replace(stored, ended_at=why.at, device=Device())
                self.memory.sessions[tenant, session.key] = ended
                self.memory.trail.append((tenant, why))
            for family in families:
                self.memory.end_family(tenant, family.key, why.at)


@dataclass(frozen=True)
class MemorySignIns:
    memory: Memory

    def open(
        self,
        tenant: TenantId,
        settlement: Settlement,
        session: Session,
        code: AuthorizationCode | None,
    ) -> None:
        with self.memory.lock:
            if settlement.is_new:
                self._welcome(tenant, settlement)
            elif settlement.joins is not None:
                self._join(tenant, settlement, settlement.joins)
            elif settlement.is_changed:
                self._follow(tenant, settlement)
            else:
                self._require_welcome(tenant, settlement.user.id)
            self.memory.trail += [(tenant, event) for event in settlement.events]
            self.memory.sessions[tenant, session.key] = session
            if code is not None:
                self.memory.codes[tenant, code.key] = code

    def extend(
        self, tenant: TenantId, session: Session, code: AuthorizationCode, idle_expires_at: int
    ) -> None:
        with self.memory.lock:
            stored = self.memory.sessions.get((tenant, session.key))
            if stored is None or stored.user_id != session.user_id:
                raise SessionEnded
            if not stored.is_live(code.issued_at):
                raise SessionEnded
            clients = tuple({*stored.clients, code.client_id})
            longer = replace(
                stored,
                idle_expires_at=idle_expires_at,
                clients=clients,
                last_used_at=code.issued_at,
            )
            self.memory.sessions[tenant, session.key] = longer
            self.memory.codes[tenant, code.key] = code

    def _require_welcome(self, tenant: TenantId, user_id: str) -> None:
        stored = self.memory.users.get((tenant, user_id))
        if stored is None or stored.disabled_at is not None:
            raise IdentityTaken

    def _welcome(self, tenant: TenantId, settlement: Settlement) -> None:
        identity, user = settlement.identity, settlement.user
        if (tenant, identity.key) in self.memory.identities:
            raise IdentityTaken
        self._use_up(tenant, settlement)
        self.memory.identities[tenant, identity.key] = identity
        self.memory.users[tenant, user.id] = user

    def _use_up(self, tenant: TenantId, settlement: Settlement) -> None:
        invitation = settlement.invitation
        if invitation is None:
            return
        kept = self.memory.invitations.get((tenant, invitation.email))
        is_same = kept is not None and kept.id == invitation.id
        if not is_same or not kept.is_open(settlement.user.created_at):
            raise IdentityTaken
        del self.memory.invitations[tenant, invitation.email]

    def _join(self, tenant: TenantId, settlement: Settlement, own: Acquaintance) -> None:
        identity, voucher = settlement.identity, own.voucher
        stored = self.memory.users.get((tenant, own.user.id))
        vouching = self.memory.identities.get((tenant, voucher.key))
        if (tenant, identity.key) in self.memory.identities or vouching is None:
            raise IdentityTaken
        told, wanted = ((one.user_id, one.email_trust, one.email) for one in (vouching, voucher))
        if told != wanted or stored is None or stored.updated_at != own.user.updated_at:
            raise IdentityTaken
        self.memory.identities[tenant, identity.key] = identity
        try:
            self._follow(tenant, settlement)
        except IdentityTaken:
            del self.memory.identities[tenant, identity.key]
            raise

    def _follow(self, tenant: TenantId, settlement: Settlement) -> None:
        identity, user = settlement.identity, settlement.user
        known = self.memory.identities.get((tenant, identity.key))
        stored = self.memory.users.get((tenant, user.id))
        if known is None or known.user_id != user.id:
            raise IdentityTaken
        if stored is None or stored.disabled_at is not None:
            raise IdentityTaken
        if stored.email not in (None, user.email):
            raise IdentityTaken
        if stored.roles_version != settlement.roles_version:
            raise IdentityTaken
        self.memory.identities[tenant, identity.key] = identity
        # What an administrator gives or takes meanwhile is not this sign-in's to write back.
        self.memory.users[tenant, user.id] = replace(user, roles_granted=stored.roles_granted)
