"""From a POST that another site sent to a GET of our own, which comes with our cookies."""

import re

from chalice.app import Response

from chalicelib.endpoints.answers import see_other
from chalicelib.endpoints.reception import Visit
from chalicelib.protocol.errors import InvalidRequest

_QUERY = re.compile(r"[A-Za-z0-9%&=+._~*()!'$,;:@/?-]*")
_LONGEST_QUERY = 6000


def as_get(visit: Visit, path: str) -> Response:
    """Send the form back as the query of a GET: a cross-site POST lacks Lax cookies (AZ-1).

    Raises InvalidRequest for what is no form, or too long for an address.
    """
    visit.incoming.form()
    query = visit.incoming.body_text()
    if len(query) > _LONGEST_QUERY or not _QUERY.fullmatch(query):
        raise InvalidRequest("the request is too long or not form-encoded")
    return see_other(f"{visit.tenant.url(path)}?{query}")
