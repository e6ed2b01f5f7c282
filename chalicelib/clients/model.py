"""The client: an app that a tenant registered."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field

from chalicelib.clients.refresh import OfflineAccess, RefreshPolicy
from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.redirects import RedirectTarget
from chalicelib.protocol.vocabulary import ClientAuthentication, GrantType
from chalicelib.tenancy.status import StatusIndex

#: An id that a client could have: safe in a URL, a log line and a sort key.
CLIENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")

_LOOPBACK = re.compile(
    r"(?P<host>http://(?:127\.\d+\.\d+\.\d+|\[::1\]))(?::(?P<port>\d{1,5}))?(?P<rest>(?:[/?].*)?)",
    re.ASCII,
)
_HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An OAuth client as registered (RFC 7591 section 2 names)."""

    id: str
    name: str
    authentication: ClientAuthentication | None = None  # None: its secret, in either place
    secret_hashes: tuple[str, ...] = ()  # SHA-256, hex; two live at a time while one is replaced
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    grant_types: tuple[GrantType, ...] = (GrantType.AUTHORIZATION_CODE,)
    scopes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()  # the first one is meant when no resource is named
    pkce_required: bool = True
    id_token_claims: tuple[str, ...] = ()
    id_token_signed_response_alg: str = "RS256"
    origins: tuple[str, ...] = ()
    home_uri: str | None = None
    refresh: RefreshPolicy = field(default_factory=RefreshPolicy)
    introspects: tuple[str, ...] = ()  # audiences of the APIs that it speaks for (RFC 7662)
    backchannel_logout_uri: str | None = None
    backchannel_logout_session_required: bool = False
    status: StatusIndex | None = None  # its place in a status list; ops gives it one
    disabled: bool = False

    @property
    def is_public(self) -> bool:
        """Whether the client can keep no secret (RFC 6749 section 2.1)."""
        return self.authentication is ClientAuthentication.NONE

    def may_authenticate_by(self, method: ClientAuthentication) -> bool:
        """Whether the client registered this method, or registered none and brings its secret."""
        if self.authentication is None:
            return method is not ClientAuthentication.NONE
        return method is self.authentication

    def redirect_target(self, uri: str) -> RedirectTarget:
        """Vouch for `uri`; every redirecting function takes what this returns.

        RFC 9700 section 4.1.3: exact strings, never a prefix or a pattern. RFC 8252 section 7.3:
        of a registered loopback address the port may differ. Raises InvalidRequest.
        """
        if uri in self.redirect_uris or self._is_loopback_variant(uri):
            return RedirectTarget(uri)
        raise InvalidRequest("redirect_uri is not registered for this client")

    def _is_loopback_variant(self, uri: str) -> bool:
        asked = _loopback_without_port(uri)
        return asked is not None and asked in map(_loopback_without_port, self.redirect_uris)

    def post_logout_target(self, uri: str) -> RedirectTarget:
        """Vouch for an address to return to after signing out (RP-Initiated Logout section 3.1).

        Exact strings, query included. Raises InvalidRequest.
        """
        if uri not in self.post_logout_redirect_uris:
            raise InvalidRequest("post_logout_redirect_uri is not registered for this client")
        return RedirectTarget(uri)

    def may_stay(self, *, asked_for_consent: bool) -> bool:
        """Whether `offline_access` is granted: by consent, or by the tenant (Core section 11)."""
        if not self.check_grant_type(GrantType.REFRESH_TOKEN):
            return False
        return asked_for_consent or self.refresh.offline_access is OfflineAccess.ALWAYS

    def has_secret(self, secret: str) -> bool:
        """Whether `secret` is one of the client's live secrets; compared in constant time."""
        presented = hashlib.sha256(secret.encode()).hexdigest()
        matches = [hmac.compare_digest(presented, known) for known in self.secret_hashes]
        return any(matches)

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether the client is registered for a grant type; asked by Authlib's grants."""
        return grant_type in self.grant_types


def _loopback_without_port(uri: str) -> tuple[str, str] | None:
    """An http URI on a loopback address, as the texts around its port; None for any other.

    Nothing is parsed and put together again: parsers forgive what an exact comparison must not.
    """
    found = _LOOPBACK.fullmatch(uri)
    if found is None or int(found["port"] or 0) > _HIGHEST_PORT:
        return None
    return found["host"], found["rest"]
