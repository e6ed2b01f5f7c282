"""A signed-in person looks after their devices and apps at one tenant.

What is ended is looked up among what the person has: the key of somebody else's session or grant,
or of another tenant's, is the key of nothing.
"""

from dataclasses import dataclass

from chalicelib.ambient import Clock, Journal
from chalicelib.clients.ports import ClientRegistry
from chalicelib.flows.end_family import EndFamily
from chalicelib.flows.end_session import EndSession
from chalicelib.identity.model import Session
from chalicelib.identity.ports import Sessions
from chalicelib.identity.session import SessionCookie, SignedIn
from chalicelib.protocol.vocabulary import GrantType
from chalicelib.tenancy.audit import Audited, Cause
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.app_grant import AppGrant, grants_in
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import RefreshFamilies
from chalicelib.upstream.ports import Connections

_BY_PERSON = Cause("person")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInDevice:
    """A session, in names that its person knows."""

    session: Session
    is_this: bool
    connection: str
    apps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedApp:
    """An app that can get new tokens by itself."""

    grant: AppGrant
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where a person is signed in, this browser first, and which apps act for them."""

    devices: tuple[SignedInDevice, ...]
    apps: tuple[GrantedApp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAfterAccount:
    """Shows and ends what a person has; only ever for whom a live session vouches."""

    clients: ClientRegistry
    connections: Connections
    sessions: Sessions
    families: RefreshFamilies
    end_session: EndSession
    end_family: EndFamily
    clock: Clock
    journal: Journal

    def who(self, tenant: Tenant, cookie: SessionCookie | None) -> SignedIn | None:
        """The person whose browser asks; None when nobody is signed in there."""
        signed_in = self.sessions.find(tenant.id, cookie) if cookie else None
        if cookie and signed_in is None:
            self.journal.note("session_unknown", tenant=tenant.id)
        if signed_in is None or signed_in.user.disabled_at is not None:
            return None
        return signed_in if signed_in.session.is_live(self.clock.now()) else None

    def show(self, tenant: Tenant, signed_in: SignedIn) -> Account:
        """Everything that is alive, the latest used first."""
        here, now = signed_in.session, self.clock.now()
        others = [
            session
            for session in self.sessions.of(tenant.id, here.user_id)
            if session.key != here.key and session.is_live(now)
        ]
        latest_first = sorted(others, key=lambda each: each.last_used_at, reverse=True)
        grants = grants_in(self._live_families(tenant, signed_in))
        apps = (self._granted_app(tenant, grant) for grant in grants)
        return Account(
            devices=tuple(self._device(tenant, each, here) for each in (here, *latest_first)),
            apps=tuple(app for app in apps if app is not None),
        )

    def end(self, tenant: Tenant, signed_in: SignedIn, key: str) -> bool:
        """End one session; say whether it was the one of this browser."""
        named = [one for one in self.sessions.of(tenant.id, signed_in.user.id) if one.key == key]
        for session in named:
            self.end_session(tenant, session, _BY_PERSON)
        if not named:
            self.journal.note("key_unknown", tenant=tenant.id, kind="session")
        return key == signed_in.session.key

    def end_grant(self, tenant: Tenant, signed_in: SignedIn, key: str) -> None:
        """End what an app holds from one session, and with it the app's tokens."""
        grants = grants_in(self._live_families(tenant, signed_in))
        named = [grant for grant in grants if grant.has(key)]
        for grant in named:
            # The one that was named last: should this break off, the name is still good.
            for family in sorted(grant.families, key=lambda each: each.key == key):
                self.end_family(tenant, family, Audited.TOKEN_REVOKED, _BY_PERSON.actor)
        if not named:
            self.journal.note("key_unknown", tenant=tenant.id, kind="grant")

    def end_others(self, tenant: Tenant, signed_in: SignedIn) -> None:
        """End everything but this browser's session and what apps hold from it."""
        here = signed_in.session
        self.end_session.all_of(tenant, here.user_id, _BY_PERSON, spared=here.key)

    def end_everything(self, tenant: Tenant, signed_in: SignedIn) -> None:
        """End everything. This browser's session goes last: until then its person can try again."""
        self.end_others(tenant, signed_in)
        for family in self._live_families(tenant, signed_in):
            self.end_family(tenant, family, Audited.TOKEN_REVOKED, _BY_PERSON.actor)
        self.end_session.all_of(tenant, signed_in.user.id, _BY_PERSON)

    def _live_families(self, tenant: Tenant, signed_in: SignedIn) -> list[RefreshFamily]:
        now = self.clock.now()
        theirs = self.families.of(tenant.id, signed_in.user.id)
        return [family for family in theirs if family.is_live(now)]

    def _device(self, tenant: Tenant, session: Session, here: Session) -> SignedInDevice:
        labels = {each.id: each.label for each in self.connections.all(tenant.id)}
        return SignedInDevice(
            session=session,
            is_this=session.key == here.key,
            connection=labels.get(session.connection, session.connection),
            apps=tuple(sorted({self._name_of(tenant, each) for each in session.clients})),
        )

    def _granted_app(self, tenant: Tenant, grant: AppGrant) -> GrantedApp | None:
        """None for what will be over within minutes: the app cannot refresh it."""
        client = self.clients.find(tenant.id, grant.client_id)
        if client and not grant.is_offline and not client.check_grant_type(GrantType.REFRESH_TOKEN):
            return None
        return GrantedApp(grant=grant, name=client.name if client else grant.client_id)

    def _name_of(self, tenant: Tenant, client_id: str) -> str:
        client = self.clients.find(tenant.id, client_id)
        return client.name if client else client_id
