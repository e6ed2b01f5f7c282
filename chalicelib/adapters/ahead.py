"""What a start that nobody waits for loads, and every other process when it first needs it."""

from importlib import import_module

from chalicelib.adapters.dynamodb.client import dynamodb_client
from chalicelib.adapters.kms.client import kms_client

_NEEDED_LATER = (
    "aws_lambda_powertools.logging",
    "jwt",
    "chalicelib.adapters.kms.algorithms",
    "chalicelib.upstream.facebook",
    "chalicelib.upstream.google",  # and with it the generic dialect
)


def load_ahead() -> None:
    """Make the AWS clients, import what writes the journal, signs, verifies and asks upstreams.

    For starts that nobody waits for: a snapshot keeps what was loaded, and a request that comes
    later finds it. Nobody is spoken to yet: a snapshot would outlive the connection.
    """
    for module in _NEEDED_LATER:
        import_module(module)
    dynamodb_client()
    kms_client()
