"""The app asks that the person be signed out (OpenID Connect RP-Initiated Logout 1.0)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from chalicelib.ambient import Journal
from chalicelib.clients.ports import ClientRegistry
from chalicelib.flows.end_session import EndSession
from chalicelib.identity.model import Session
from chalicelib.identity.ports import Sessions
from chalicelib.identity.session import SessionCookie, SignedIn
from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.parameters import Parameters
from chalicelib.protocol.redirects import RedirectTarget
from chalicelib.tenancy.audit import Cause
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.ports import KeyRings
from chalicelib.tokens.verify import Hint, NotOurToken, read_id_token_hint


@dataclass(frozen=True, slots=True)
class Departed:
    """Nobody is signed in here any more; `return_to` if the client proved where to."""

    return_to: str | None


@dataclass(frozen=True, slots=True)
class MustConfirm:
    """The person has to say so themselves; `target` is where their answer may lead."""

    signed_in: SignedIn
    target: RedirectTarget | None


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a request asks, as far as it proved anything: without a hint, nothing."""

    hint: Hint | None = None
    target: RedirectTarget | None = None
    state: str | None = None

    @property
    def return_to(self) -> str | None:
        if self.target is None or self.state is None:
            return self.target
        separator = "&" if "?" in self.target else "?"
        return f"{self.target}{separator}{urlencode({'state': self.state})}"


@dataclass(frozen=True, slots=True)
class SignOut:
    """Ends the session of one browser at one tenant."""

    clients: ClientRegistry
    sessions: Sessions
    keys: KeyRings
    end_session: EndSession
    journal: Journal

    def begin(
        self, tenant: Tenant, parameters: Parameters, cookie: SessionCookie | None
    ) -> Departed | MustConfirm:
        """End the session if the client proved whose it is, else say that the person must confirm.

        Raises InvalidRequest; nobody is signed out then, and nobody redirected (ES-3).
        """
        wish = self._read(tenant, parameters)
        signed_in = self._who(tenant, cookie)
        if signed_in is None:
            self._end_named(tenant, wish.hint)
            return Departed(wish.return_to)
        if wish.hint is None or wish.hint.subject != signed_in.user.id:
            return MustConfirm(signed_in, wish.target)
        self._end(tenant, signed_in.session, wish.hint)
        return Departed(wish.return_to)

    def confirm(self, tenant: Tenant, parameters: Parameters, cookie: SessionCookie) -> Departed:
        """End the session of a person who said so. Raises InvalidRequest."""
        wish = self._read(tenant, parameters)
        signed_in = self._who(tenant, cookie)
        if signed_in is not None:
            self._end(tenant, signed_in.session, wish.hint)
        return Departed(wish.return_to)

    def _who(self, tenant: Tenant, cookie: SessionCookie | None) -> SignedIn | None:
        signed_in = self.sessions.find(tenant.id, cookie) if cookie else None
        if cookie and signed_in is None:
            self.journal.note("session_unknown", tenant=tenant.id)
        return signed_in

    def _end_named(self, tenant: Tenant, hint: Hint | None) -> None:
        """The browser brought no session, but the client proved which one it means."""
        if hint is None or hint.session_key is None:
            return
        session = self.sessions.named(tenant.id, hint.session_key)
        if session is not None and session.user_id == hint.subject:
            self._end(tenant, session, hint)

    def _end(self, tenant: Tenant, session: Session, hint: Hint | None) -> None:
        self.end_session(tenant, session, Cause("person"), hint.client_id if hint else None)

    def _read(self, tenant: Tenant, parameters: Parameters) -> _Wish:
        """Only a hint proves the client, and only the client's own address is returned to."""
        hint = parameters.check().find("id_token_hint")
        if hint is None:
            return _Wish()
        try:
            proven = read_id_token_hint(tenant, self.keys.of(tenant.id), hint)
        except NotOurToken as error:
            raise InvalidRequest("id_token_hint is not an ID token of this issuer") from error
        if parameters.find("client_id") not in (None, proven.client_id):
            raise InvalidRequest("client_id is not the client that id_token_hint was issued to")
        client = self.clients.find(tenant.id, proven.client_id)
        uri = parameters.find("post_logout_redirect_uri")
        if client is None:
            raise InvalidRequest("id_token_hint was issued to a client that is gone")
        target = client.post_logout_target(uri) if uri is not None else None
        return _Wish(proven, target, parameters.find("state"))
