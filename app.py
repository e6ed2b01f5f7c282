"""Chalice's `app`: the entry point of every Lambda function. All else is in `chalicelib`."""

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from chalice.app import Rate

from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.lost import refuse
from chalicelib.settings import Settings
from chalicelib.wiring import assemble

if TYPE_CHECKING:
    from chalicelib.wiring.functions import Functions

app = Broker("vestibule", refuse=refuse)
settings = Settings.from_environment(os.environ)
assemble(app, settings)


@cache
def functions() -> "Functions":
    """What is behind stream, queue and clock: loaded by their own processes, never by the API's."""
    from chalicelib.wiring.functions import assemble_functions

    return assemble_functions(settings)


@app.lambda_function(name="relay")
def relay(event: Any, context: Any) -> Any:
    """Tell others what the table's stream brings."""
    return functions().relay(event, context)


@app.lambda_function(name="deliver")
def deliver(event: Any, context: Any) -> Any:
    """Deliver what waits in the queue."""
    return functions().deliver(event, context)


@app.schedule(Rate(1, Rate.HOURS), name="rotate")
def rotate(event: Any) -> None:
    """Let signing keys take turns where it is time."""
    functions().rotate(event.context)
