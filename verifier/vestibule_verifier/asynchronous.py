"""The verifier for event loops."""

import asyncio
from dataclasses import dataclass

from vestibule_verifier.access_token import AccessToken
from vestibule_verifier.bearer import bearer_token
from vestibule_verifier.verifier import Verifier


@dataclass(frozen=True, slots=True)
class AsyncVerifier:
    """Asks a `Verifier` without ever keeping the event loop waiting for the network."""

    verifier: Verifier

    async def verify(self, token: str) -> AccessToken:
        """Return what a good token says; raises a VerificationError for any other."""
        # Almost always everything is at hand: then a thread would cost more than the work.
        if access := self.verifier.verify_at_hand(token):
            return access
        return await asyncio.to_thread(self.verifier.verify, token)

    async def verify_header(self, authorization: str | None) -> AccessToken:
        """The same for the value of an Authorization header, which may be missing."""
        return await self.verify(bearer_token(authorization))
