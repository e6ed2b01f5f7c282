"""The front desk: finds the tenant of a request, and answers every refusal for whoever asked.

A view is handed a `Visit` and returns a Response or raises what the flows raise. People get pages,
machines get JSON; nobody gets a stack trace.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from authlib.oauth2.rfc6749 import OAuth2Error
from chalice.app import Blueprint, Response

from chalicelib.ambient import Clock, Journal
from chalicelib.clients.ports import ClientRegistry
from chalicelib.endpoints.answers import json_response, page_response
from chalicelib.endpoints.cookies import CookieJar
from chalicelib.endpoints.cors import Cors
from chalicelib.endpoints.house import house_of
from chalicelib.endpoints.incoming import Incoming
from chalicelib.endpoints.pages.error import ErrorNotice, error_page
from chalicelib.endpoints.pages.trouble import Trouble
from chalicelib.endpoints.refusals import OUTAGES, REFUSALS, Refusal, explain
from chalicelib.endpoints.steps import client_response
from chalicelib.endpoints.way_back import way_back_to
from chalicelib.protocol.errors import InvalidRequest, ServerError, TemporarilyUnavailable
from chalicelib.protocol.redirects import RefusedToClient
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tenancy.ports import TenantDirectory
from chalicelib.tenancy.premises import FenceViolation, in_house_of

View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to one tenant."""

    tenant: Tenant
    incoming: Incoming
    jar: CookieJar


@dataclass(frozen=True, slots=True)
class Reception:
    """Wraps views; one for the whole application."""

    directory: TenantDirectory
    clients: ClientRegistry
    cors: Cors
    clock: Clock
    journal: Journal

    def for_people(self, routes: Blueprint) -> Callable[[View], View]:
        """A decorator for views that a person's browser visits."""
        return self._receive(routes, self._serve_person, self._page)

    def for_machines(self, routes: Blueprint) -> Callable[[View], View]:
        """A decorator for views that clients and APIs call, from registered origins too."""
        return self._receive(routes, self._serve_machine, _in_json)

    def _receive(
        self,
        routes: Blueprint,
        serve: Callable[[Visit, Callable[[], Response]], Response],
        refuse: Callable[[Incoming, Refusal], Response],
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            @wraps(view)
            def received(tenant: str, **parts: str) -> Response:
                incoming = Incoming(routes.current_request)
                self.journal.correlate(incoming.id)
                try:
                    with in_house_of(TenantId(tenant)):
                        return admitted(tenant, incoming, parts)
                except FenceViolation as violation:
                    self.journal.note("fence_violation", tenant=tenant, reason=str(violation))
                    return refuse(incoming, _OUR_MISTAKE)

            def admitted(tenant: str, incoming: Incoming, parts: dict[str, str]) -> Response:
                try:
                    found = self.directory.find(tenant)
                except OUTAGES as outage:
                    self.journal.note("outage", reason=str(outage))
                    return refuse(incoming, explain(outage))
                # One issuer, one address: who has a domain is not at home by path as well, and what
                # was remembered of a domain yields to what the tenant says of itself.
                if found is None or found.domain != incoming.domain:
                    return refuse(incoming, _NO_TENANT)
                visit = Visit(found, incoming, CookieJar(found, incoming.cookies()))
                return serve(visit, lambda: view(visit, **parts))

            return received

        return decorate

    def _serve_person(self, visit: Visit, view: Callable[[], Response]) -> Response:
        try:
            return view()
        except RefusedToClient as refused:
            self._note(visit, refused.error.error, refused.error.detail)
            return client_response(refused.response, visit.jar)
        except REFUSALS as failure:
            refusal = explain(failure)
            self._note(visit, refusal.error.error, refusal.detail)
            return self._page(visit.incoming, refusal, visit)

    def _serve_machine(self, visit: Visit, view: Callable[[], Response]) -> Response:
        try:
            response = view()
        except OAuth2Error as error:
            self._note(visit, error.error, getattr(error, "detail", ""))
            status, body, headers = error()
            response = json_response(body, status, dict(headers))
        except OUTAGES as outage:
            self._note(visit, "temporarily_unavailable", str(outage))
            response = _in_json(visit.incoming, explain(outage))
        response.headers.update(self._cors(visit))
        return response

    def _cors(self, visit: Visit) -> dict[str, str]:
        try:
            return self.cors.headers(visit.tenant, visit.incoming.origin)
        except OUTAGES:
            return {"Vary": "Origin"}

    def _page(self, incoming: Incoming, refusal: Refusal, visit: Visit | None = None) -> Response:
        back = way_back_to(self.clients, visit.tenant, _came_from(visit)) if visit else None
        notice = ErrorNotice(
            status=refusal.status,
            error=refusal.error.error,
            trouble=refusal.trouble,
            request_id=incoming.id,
            description=str(refusal.error.description),
            house=house_of(visit.tenant) if visit else None,
            back=back,
        )
        response = page_response(error_page(notice))
        response.headers.update(_when_to_come_back(refusal))
        return response

    def _note(self, visit: Visit, error: str, detail: str) -> None:
        self.journal.note("refused", tenant=visit.tenant.id, error=error, detail=detail)


def _came_from(visit: Visit) -> str | None:
    """The client that the request names, else the one that the browser last came from."""
    try:
        named = visit.incoming.query().find("client_id")
    except InvalidRequest:
        named = None
    return named or visit.jar.app


_OUR_MISTAKE = Refusal(ServerError("internal server error"), Trouble.UNEXPECTED, 500)
_NO_TENANT = Refusal(InvalidRequest("there is no such tenant"), Trouble.NOT_FOUND, 404)


def _in_json(_: Incoming, refusal: Refusal) -> Response:
    _, body, _ = refusal.error()
    return json_response(body, refusal.status, _when_to_come_back(refusal))


def _when_to_come_back(refusal: Refusal) -> dict[str, str]:
    """An outage says so (RFC 9110 section 10.2.3), to people's browsers as well."""
    return {"Retry-After": "2"} if isinstance(refusal.error, TemporarilyUnavailable) else {}
