"""What a client learns when somebody lets us down. The reason itself is the journal's alone."""

from chalicelib.protocol.errors import AccessDenied, OAuthError, TemporarilyUnavailable
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.upstream.model import UpstreamFailed


def outage_error(outage: StorageUnavailable) -> OAuthError:
    """Our own outage, told to a client whose person cannot help it by trying again here."""
    return TemporarilyUnavailable("the sign-in cannot go on now, start again", detail=str(outage))


def upstream_error(failure: UpstreamFailed) -> OAuthError:
    """An outage may pass; an answer that does not hold is a sign-in that did not happen."""
    if failure.is_passing:
        return TemporarilyUnavailable("the upstream provider does not answer, try again later")
    return AccessDenied("the upstream provider's answer could not be accepted")
