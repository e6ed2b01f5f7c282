"""What telling clients of a logout asks of the world: a queue, and a way to reach them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from chalicelib.tokens.logout_notice import LogoutNotice
from chalicelib.upstream.ports import Fetched


class QueueUnavailable(Exception):
    """The queue did not take everything. What it took is delivered, the rest was not written."""


class LogoutQueue(Protocol):
    """Keeps notices until each was delivered. It may deliver one twice, and in any order."""

    def put(self, notices: Sequence[LogoutNotice]) -> None:
        """Take notices. Raises QueueUnavailable; all of them may be put again then."""
        ...


class LogoutCalls(Protocol):
    """Reaches clients: public addresses only, no redirects followed, bounded in time and size."""

    def post_form(self, url: str, form: Mapping[str, str]) -> Fetched:
        """POST a form, once; raises UpstreamFailed when there is no usable HTTP answer."""
        ...
