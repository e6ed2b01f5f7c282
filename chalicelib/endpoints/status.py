"""Status lists: what became of tokens, for APIs that verify them offline (Token Status List)."""

import re
from hashlib import sha256

from chalice.app import Blueprint, Response

from chalicelib.endpoints.answers import json_response
from chalicelib.endpoints.cors import ANY_ORIGIN
from chalicelib.endpoints.headers import header_values
from chalicelib.endpoints.incoming import ANYTHING, Incoming
from chalicelib.endpoints.reception import Reception, Visit
from chalicelib.flows.name_status_lists import NameStatusLists
from chalicelib.flows.read_status_list import ReadStatusList
from chalicelib.protocol.errors import NotFound
from chalicelib.tokens.status_list import STATUS_LIST_TYPE

#: An API sees a revocation within the list's `ttl` and two seconds: one in the process that
#: answers, one in the caches on the way.
_LIST_CACHED = {"Cache-Control": "public, max-age=1", **ANY_ORIGIN}
_NAMES_CACHED = {"Cache-Control": "public, max-age=60", **ANY_ORIGIN}
_NUMBER = re.compile(r"0|[1-9][0-9]{0,7}")


def status_endpoint(
    reception: Reception, read: ReadStatusList, name_all: NameStatusLists
) -> Blueprint:
    """An API asks for a list, or for all there are."""
    routes = Blueprint(__name__)

    @routes.route("/t/{tenant}/status/{number}", content_types=ANYTHING)
    @reception.for_machines(routes)
    def status_list(visit: Visit, number: str) -> Response:
        if not _NUMBER.fullmatch(number):
            raise NotFound("there is no such status list")
        return _list_response(visit.incoming, read(visit.tenant, int(number)).token)

    @routes.route("/t/{tenant}/status", content_types=ANYTHING)
    @reception.for_machines(routes)
    def status_lists(visit: Visit) -> Response:
        return json_response({"status_lists": list(name_all(visit.tenant))}, headers=_NAMES_CACHED)

    return routes


def _list_response(incoming: Incoming, token: str) -> Response:
    """The list, or 304 if the caller holds it. There is one form of it, whatever is accepted."""
    etag = f'"{sha256(token.encode()).hexdigest()[:32]}"'
    headers = {**_LIST_CACHED, "ETag": etag, "X-Content-Type-Options": "nosniff"}
    if _holds(incoming, etag):
        return Response("", dict(headers), 304)
    return Response(token, {**headers, "Content-Type": f"application/{STATUS_LIST_TYPE}"}, 200)


def _holds(incoming: Incoming, etag: str) -> bool:
    """RFC 9110 section 13.1.2: compared weakly, since a proxy that compresses weakens the tag."""
    values = header_values(incoming.request, "if-none-match")
    tags = {tag.strip().removeprefix("W/") for value in values for tag in value.split(",")}
    return not tags.isdisjoint({etag, "*"})
