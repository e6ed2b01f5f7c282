"""`python -m ops.local.moto_server --port N`: pretend AWS on loopback, repaired, nothing kept."""

import argparse
import logging
import signal
import sys
from types import FrameType

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from ops.local.moto_patches import apply_moto_patches


def serve(host: str, port: int) -> None:
    """Answer AWS calls, each in its own thread, until the process ends."""
    apply_moto_patches()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server(host, port, application, threaded=True, request_handler=MotoRequestHandler)
    server.serve_forever()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    """Read the command line and serve until a signal ends it."""
    parser = argparse.ArgumentParser(prog="ops.local.moto_server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    serve(options.host, options.port)


if __name__ == "__main__":
    main()
