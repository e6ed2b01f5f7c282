"""Two Lambda authorizers, one for each kind of API. Configuration: `ISSUER` and `AUDIENCE`."""

import os

from vestibule_verifier import Verifier
from vestibule_verifier.aws_lambda import Authorizer

# Kept as long as the process is: it holds the issuer's keys and status lists.
_VERIFIER = Verifier(os.environ["ISSUER"], os.environ["AUDIENCE"])

# An HTTP API understands a plain yes or no.
http_api = Authorizer(verifier=_VERIFIER, simple=True)

# A REST API wants a policy. API Gateway keeps it for the token, whichever route was asked first:
# it names the whole stage, and what each route needs is decided by the function behind it.
rest_api = Authorizer(verifier=_VERIFIER, whole_stage=True)
