"""`ISSUER=... AUDIENCE=... PORT=... python -m examples.api`: serve one tenant's API."""

import os

from examples.api.app import make_app
from vestibule_verifier import Verifier


def main() -> None:
    """Serve on loopback until told to stop."""
    # A revocation may go unnoticed for as long as this, in seconds.
    status_ttl = float(os.environ.get("STATUS_TTL", "30"))
    issuer, audience = os.environ["ISSUER"], os.environ["AUDIENCE"]
    verifier = Verifier(issuer, audience, status_ttl=status_ttl)
    origins = os.environ.get("ORIGINS", "").split()
    app = make_app(verifier, os.environ.get("NAME", "orders"), origins)
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "8791")), threaded=True)


if __name__ == "__main__":
    main()
