"""Routes of FastAPI that need an access token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import HTTPException, Request

from vestibule_verifier.access_token import AccessToken
from vestibule_verifier.asynchronous import AsyncVerifier
from vestibule_verifier.errors import VerificationError
from vestibule_verifier.needs import Needs
from vestibule_verifier.verifier import Verifier

Dependency = Callable[[Request], Awaitable[AccessToken]]


@dataclass(frozen=True, slots=True)
class Protect:
    """Makes dependencies for routes: `Depends(protect(scope="orders:read"))` gives the token."""

    verifier: Verifier
    realm: str | None = None

    def __call__(self, *, scope: str = "", role: str = "", entitlement: str = "") -> Dependency:
        """Let in only tokens that have all of these, each separated by spaces."""
        verifier = AsyncVerifier(self.verifier)
        needs = Needs(scope=scope, role=role, entitlement=entitlement)

        async def admit(request: Request) -> AccessToken:
            try:
                token = await verifier.verify_header(request.headers.get("Authorization"))
                needs.require(token)
            except VerificationError as refused:
                raise self.exception(refused) from refused
            return token

        return admit

    def exception(self, refused: VerificationError) -> HTTPException:
        """A refusal as FastAPI answers it; for what a route itself asks of the token."""
        headers = refused.headers(self.realm)
        return HTTPException(refused.status, detail=refused.body(), headers=headers)
