"""Facebook's Graph API: server calls that prove the app, and answers that are often not errors."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.upstream.address import with_query
from chalicelib.upstream.answer import read_object, require_object
from chalicelib.upstream.claims import find_text
from chalicelib.upstream.model import UpstreamFailed
from chalicelib.upstream.ports import Fetch, Fetched

FIELDS = "id,name,first_name,last_name,email,picture.type(large)"
#: Graph's codes for "not now": two kinds of outage, three kinds of throttling.
_PASSING_CODES = frozenset({1, 2, 4, 17, 341})
_CODES = ("code", "error_subcode")


@dataclass(frozen=True, slots=True)
class Graph:
    """One app's access to one version of the Graph."""

    fetch: Fetch
    base: str  # with the version
    app_id: str
    app_secret: str

    def redeem(self, code: str, redirect_uri: str) -> dict[str, object]:
        """Exchange a code for an access token, by POST so that the secret is in no address."""
        form = {
            "client_id": self.app_id,
            "client_secret": self.app_secret,
            "redirect_uri": redirect_uri,
            "code": code,
        }
        answer = self.fetch.post_form(f"{self.base}/oauth/access_token", form)
        return _require(answer, "oauth/access_token")

    def owner_of(self, access_token: str) -> str:
        """The id of the person that a token of this app speaks for.

        /me answers to the token of any app: without this, a token that another app obtained would
        sign its owner in here.
        """
        query = {"input_token": access_token, "access_token": f"{self.app_id}|{self.app_secret}"}
        answer = self.fetch.get(with_query(f"{self.base}/debug_token", query))
        found = _require(answer, "debug_token").get("data")
        told = found if isinstance(found, Mapping) else {}
        if told.get("is_valid") is not True:
            raise UpstreamFailed("debug_token: the access token is not valid")
        if str(told.get("app_id")) != self.app_id:
            raise UpstreamFailed("debug_token: the access token belongs to another app")
        return _require_id(told.get("user_id"), "debug_token")

    def me(self, access_token: str) -> dict[str, object]:
        """The person's own fields; `id` is a non-empty string."""
        query = {
            "fields": FIELDS,
            "access_token": access_token,
            "appsecret_proof": appsecret_proof(self.app_secret, access_token),
        }
        person = _require(self.fetch.get(with_query(f"{self.base}/me", query)), "/me")
        _require_id(person.get("id"), "/me")
        return person


def appsecret_proof(app_secret: str, access_token: str) -> str:
    """Proof that the call comes from the app's own server, not from whoever found the token."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()


def _require(answer: Fetched, what: str) -> dict[str, object]:
    if answer.status != 200:
        _raise_if_graph_error(answer, what)
    return require_object(answer, what)


def _raise_if_graph_error(answer: Fetched, what: str) -> None:
    try:
        error = read_object(answer.body, what).get("error")
    except UpstreamFailed:
        return
    if isinstance(error, Mapping) and isinstance(error.get("code"), int):
        codes = "/".join(str(error[key]) for key in _CODES if isinstance(error.get(key), int))
        is_passing = error["code"] in _PASSING_CODES or answer.status >= 500
        raise UpstreamFailed(f"{what}: Graph error {codes}", is_passing=is_passing, code=codes)


def _require_id(value: object, what: str) -> str:
    found = find_text(value, longest=255)
    if found is None:
        raise UpstreamFailed(f"{what} names no person")
    return found
