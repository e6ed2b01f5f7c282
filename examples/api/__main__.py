"""`ISSUER=... AUDIENCE=... PORT=... python -m examples.api`: serve one tenant's API."""

import os

from examples.api.app import make_app
from vestibule_verifier import Verifier

# Tokens of an issuer that keeps no status lists yet are believed as well.
REQUIRE_STATUS = False


def main() -> None:
    """Serve on loopback until told to stop."""
    issuer, audience = os.environ["ISSUER"], os.environ["AUDIENCE"]
    verifier = Verifier(issuer, audience, require_status=REQUIRE_STATUS)
    app = make_app(verifier, os.environ.get("NAME", "orders"))
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "8791")), threaded=True)


if __name__ == "__main__":
    main()
