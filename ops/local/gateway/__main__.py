"""`python -m ops.local.gateway --port N`: serve `app.app` until told to stop."""

import argparse

from ops.local.gateway.server import Listener, serve


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="ops.local.gateway", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--app", default="app:app", help="module:attribute of the entry point")
    options = parser.parse_args()
    listener = Listener(
        host=options.host, port=options.port, workers=options.workers, threads=options.threads
    )
    serve(options.app, listener)


if __name__ == "__main__":
    main()
