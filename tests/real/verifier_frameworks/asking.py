"""What the programs beside this one share: their orders on the command line, their report as JSON.

They run where the frameworks are installed and nothing of this repository is but the verifier.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from vestibule_verifier import Verifier

# Asks one request: a path and a token, or none; says status, body and challenge.
Ask = Callable[[str, str | None], tuple[int, str, str | None]]


def verifier() -> Verifier:
    """The verifier that the orders describe."""
    return Verifier(_orders()["issuer"], _orders()["audience"])


def report(ask: Ask) -> None:
    """Ask everything that the orders name, and print what came back."""
    answers = {name: ask(path, token) for name, (path, token) in _orders()["requests"].items()}
    sys.stdout.write(json.dumps(answers))


def _orders() -> dict[str, Any]:
    orders: dict[str, Any] = json.loads(sys.argv[1])
    return orders
