"""What Lambda tells of an invocation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Invocation:
    """Keeps the promise of `Context`; its time does not pass."""

    milliseconds: int = 60_000
    aws_request_id: str = "an-invocation"

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds
