"""Serve a pretend world: `python -m ops.local.pretend --world FILE --host HOST --port PORT`."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from werkzeug.serving import WSGIRequestHandler, make_server

from ops.local.pretend.app import make_pretend_app
from ops.local.pretend.world import load_world


class _QuietHandler(WSGIRequestHandler):
    """Says nothing per request: each provider keeps its own log behind `control`."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent."""


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM or Ctrl-C, then stop at once: request threads never hold it up."""
    parser = argparse.ArgumentParser(prog="python -m ops.local.pretend", description=__doc__)
    parser.add_argument("--world", type=Path, required=True, help="the world's JSON file")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    app = make_pretend_app(load_world(chosen.world))
    server = make_server(
        chosen.host, chosen.port, app, threaded=True, request_handler=_QuietHandler
    )
    server.serve_forever()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
