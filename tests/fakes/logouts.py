"""The queue of logout notices, in memory."""

from collections.abc import Sequence

from chalicelib.tokens.logout_notice import LogoutNotice
from chalicelib.tokens.logout_ports import QueueUnavailable


class MemoryLogoutQueue:
    """Keeps the promise of `LogoutQueue`; a message stays until a test takes it."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.is_out_of_reach = False

    def put(self, notices: Sequence[LogoutNotice]) -> None:
        if self.is_out_of_reach:
            raise QueueUnavailable("out of reach")
        self.bodies += [notice.to_json() for notice in notices]

    def notices(self) -> list[LogoutNotice]:
        return [LogoutNotice.from_json(body) for body in self.bodies]

    def records(self) -> list[dict[str, str]]:
        """What waits, as Lambda would bring it; each is named by its place in the queue."""
        return [{"messageId": str(at), "body": body} for at, body in enumerate(self.bodies)]
