"""The village as the network of the requests library, for clients that know nothing of it."""

import io
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from werkzeug.test import Client

from tests.journeys.village import Village


class VillageAdapter(BaseAdapter):
    """Carries requests to the broker; https and its certificates are taken for granted."""

    def __init__(self, village: Village) -> None:
        super().__init__()
        self._broker = Client(village.gateway, use_cookies=False)

    def send(self, request: PreparedRequest, **_: Any) -> Response:
        answered = self._broker.open(
            request.path_url,
            method=request.method,
            base_url="/".join(request.url.split("/")[:3]),
            data=request.body,
            headers=list(request.headers.items()),
        )
        response = Response()
        response.status_code = answered.status_code
        response.headers.update(answered.headers)
        response.raw = io.BytesIO(answered.data)
        response.url, response.request = request.url, request
        return response

    def close(self) -> None:
        """Nothing is open."""
