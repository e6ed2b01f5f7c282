"""Facebook's dialect: OAuth 2 with a Graph behind it. There is no ID token, so the server asks."""

from collections.abc import Callable, Mapping

from chalicelib.upstream.address import with_query
from chalicelib.upstream.callback import require_code
from chalicelib.upstream.claims import find_email
from chalicelib.upstream.code_exchange import require_token
from chalicelib.upstream.graph import Graph
from chalicelib.upstream.model import (
    Assertion,
    Callback,
    Connection,
    EmailTrust,
    UpstreamFailed,
    UpstreamRequest,
)
from chalicelib.upstream.profile import read_profile
from chalicelib.upstream.reach import Reach

ISSUER = "https://www.facebook.com"
GRAPH = "https://graph.facebook.com"


class FacebookProvider:
    """Facebook Login, bound to one connection."""

    def __init__(self, connection: Connection, secret: Callable[[], str], reach: Reach) -> None:
        self._connection = connection
        self._secret = secret
        self._reach = reach

    def begin(self, request: UpstreamRequest) -> str:
        """Return the address of the login dialog. PKCE is not offered here, the secret binds."""
        dialog = f"{self._issuer}/{self._connection.graph_version}/dialog/oauth"
        return with_query(
            dialog,
            {
                "response_type": "code",
                "client_id": self._connection.client_id,
                "redirect_uri": request.redirect_uri,
                "scope": ",".join(self._connection.scopes),
                "state": request.state,
                "auth_type": "reauthenticate" if request.prompt == "login" else None,
                "login_hint": request.login_hint,
            },
        )

    def redeem(self, request: UpstreamRequest, callback: Callback) -> Assertion:
        """Turn the answer into a verified assertion; its e-mail address is never trusted.

        Raises UpstreamRefused when the person declined, UpstreamFailed otherwise.
        """
        code = require_code(callback, self._issuer)
        graph = self._graph()
        access_token = require_token(graph.redeem(code, request.redirect_uri), "access_token")
        subject = graph.owner_of(access_token)
        person = graph.me(access_token)
        if person["id"] != subject:
            raise UpstreamFailed("/me is about another person than debug_token")
        return Assertion(
            connection=self._connection.id,
            issuer=self._connection.issuer,
            subject=subject,
            email=find_email(person),
            # Facebook tells addresses without ever saying whether they were confirmed.
            email_trust=EmailTrust.UNVERIFIED,
            profile=read_profile(_standard_claims(person)),
        )

    @property
    def _issuer(self) -> str:
        return self._reach.locate(self._connection.issuer)

    def _graph(self) -> Graph:
        base = f"{self._reach.locate(GRAPH)}/{self._connection.graph_version}"
        return Graph(self._reach.fetch, base, self._connection.client_id, self._secret())


def _standard_claims(person: Mapping[str, object]) -> dict[str, object]:
    return {
        "name": person.get("name"),
        "given_name": person.get("first_name"),
        "family_name": person.get("last_name"),
        "picture": _picture_url(person.get("picture")),
    }


def _picture_url(picture: object) -> object:
    found = picture.get("data") if isinstance(picture, Mapping) else None
    # A silhouette is Facebook's placeholder, not the person's picture.
    if not isinstance(found, Mapping) or found.get("is_silhouette") is True:
        return None
    return found.get("url")
