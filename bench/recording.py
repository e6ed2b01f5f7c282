"""What a fresh process is asked and what AWS answers it, taken down from a broker that runs."""

from dataclasses import replace
from typing import Any

from moto.core.models import botocore_stubber

from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.lost import refuse
from chalicelib.wiring import register
from ops.local.gateway.adapter import Gateway
from tests.journeys.app import acme_web, jobs
from tests.journeys.village import a_village


def record() -> dict[str, Any]:
    """The events of a discovery and of a client_credentials request; AWS's answers by operation."""
    events: list[Any] = []
    answers: dict[str, str] = {}

    def answer(event_name: str, request: Any, **_: Any) -> Any:
        said: Any = botocore_stubber(event_name, request)
        answers[request.headers["X-Amz-Target"].decode()] = said.text
        return said

    with a_village() as village:
        app = Broker("vestibule", refuse=refuse)
        register(app, village.ports)

        def take_down(event: Any, context: Any) -> Any:
            events.append(event)
            return app(event, context)

        for client in (village.dynamodb, village.kms):
            client.meta.events.unregister("before-send", botocore_stubber)
            client.meta.events.register("before-send", answer)
        listened = replace(village, gateway=Gateway(take_down))
        acme_web(listened).fetch(".well-known/openid-configuration")
        jobs(listened).token({"grant_type": "client_credentials"})
    discovery, token = events
    return {"discovery": discovery, "token": token, "answers": answers}
