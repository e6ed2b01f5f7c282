"""`CLIENT_SECRET=... python -m examples.bff`: serve the BFF on loopback."""

import os

from examples.bff.app import make_bff

_USUAL = {
    "ISSUER": "http://localhost:8787/t/acme",
    "CLIENT_ID": "acme-bff",
    "API": "http://localhost:8791",
    "PORT": "8793",
}


def main() -> None:
    """Serve until told to stop."""
    settings = {**_USUAL, **os.environ}
    app = make_bff({**settings, "ADDRESS": f"http://localhost:{settings['PORT']}/"})
    app.run(host="127.0.0.1", port=int(settings["PORT"]), threaded=True)


if __name__ == "__main__":
    main()
