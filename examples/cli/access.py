"""An access token that is good for the next request."""

import time
from dataclasses import dataclass
from typing import Any

from examples.cli import wire
from examples.cli.issuer import Issuer
from examples.cli.store import NotSignedIn, Store, Tokens

_MARGIN = 30  # seconds: one that expires on its way is of no use


def kept(tokens: Tokens, now: float) -> Tokens:
    """A token response as it is stored: with the moment of expiry, not the time until it."""
    return {**tokens, "expires_at": int(now) + int(tokens["expires_in"])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Asks APIs with the tokens in `store`, renewing them at `issuer`."""

    store: Store
    issuer: Issuer

    def ask(self, url: str) -> Any:
        """The API's answer. Raises NotSignedIn, or what `wire` raises."""
        tokens = self.store.get()
        if tokens["expires_at"] - time.time() < _MARGIN:
            tokens = self._renewed(tokens)
        try:
            return wire.get(url, tokens["access_token"])
        except wire.Refused as refused:
            if refused.status != 401:
                raise
        # Outdated before its time: the person's roles changed, say. A new one tells the new ones.
        return wire.get(url, self._renewed(tokens)["access_token"])

    def _renewed(self, old: Tokens) -> Tokens:
        """The successors of `old`, or what another run of this tool has had for it meanwhile."""
        with self.store.locked():
            tokens = self.store.get()
            if tokens["access_token"] != old["access_token"]:
                return tokens
            try:
                answer = self._refresh(tokens["refresh_token"])
            except wire.Refused as refused:
                if refused.error == "invalid_grant":
                    self.store.forget()
                    raise NotSignedIn from refused
                raise
            # Written before it is used: what was used and lost would be taken for stolen.
            tokens = kept({**tokens, **answer}, time.time())
            self.store.put(tokens)
            return tokens

    def _refresh(self, refresh_token: str) -> Tokens:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        try:
            return self.issuer.token(**form)
        except wire.Unreachable:
            # The issuer may have answered and the answer been lost: asked again with the same
            # token, it gives the same successor for a while.
            return self.issuer.token(**form)
