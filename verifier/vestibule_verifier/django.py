"""Views of Django that need an access token."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from vestibule_verifier.asynchronous import AsyncVerifier
from vestibule_verifier.errors import VerificationError
from vestibule_verifier.needs import Needs
from vestibule_verifier.verifier import Verifier

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Protect:
    """Makes decorators for views, also asynchronous ones: `@protect(scope="orders:read")`.

    The view finds the token in `request.access_token`, and may ask more of it.
    """

    verifier: Verifier
    realm: str | None = None

    def __call__(
        self, *, scope: str = "", role: str = "", entitlement: str = ""
    ) -> Callable[[View], View]:
        """Let in only tokens that have all of these, each separated by spaces."""
        needs = Needs(scope=scope, role=role, entitlement=entitlement)

        def protect(view: View) -> View:
            make = self._asynchronous if iscoroutinefunction(view) else self._synchronous
            return make(view, needs)

        return protect

    def answer(self, refused: VerificationError) -> HttpResponse:
        """The answer to a request that is not let in."""
        headers = refused.headers(self.realm)
        return JsonResponse(refused.body(), status=refused.status, headers=headers)

    def _synchronous(self, view: View, needs: Needs) -> View:
        @wraps(view)
        def protected(request: HttpRequest, *given: Any, **named: Any) -> Any:
            try:
                request.access_token = self.verifier.verify_header(_authorization(request))
                needs.require(request.access_token)
                return view(request, *given, **named)
            except VerificationError as refused:
                return self.answer(refused)

        return protected

    def _asynchronous(self, view: View, needs: Needs) -> View:
        verifier = AsyncVerifier(self.verifier)

        @wraps(view)
        async def protected(request: HttpRequest, *given: Any, **named: Any) -> Any:
            try:
                request.access_token = await verifier.verify_header(_authorization(request))
                needs.require(request.access_token)
                return await view(request, *given, **named)
            except VerificationError as refused:
                return self.answer(refused)

        return protected


def _authorization(request: HttpRequest) -> str | None:
    header: str | None = request.headers.get("Authorization")
    return header
