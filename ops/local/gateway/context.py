"""What Lambda tells a function about its invocation."""

import time
from dataclasses import dataclass, field
from uuid import uuid4

# The gateway gives up on the function after this long.
GATEWAY_TIMEOUT = 29.0


def _deadline() -> float:
    return time.monotonic() + GATEWAY_TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalContext:
    """One invocation, its id and its deadline."""

    aws_request_id: str = field(default_factory=lambda: str(uuid4()))
    deadline: float = field(default_factory=_deadline)
    function_name: str = "vestibule-local"
    function_version: str = "$LATEST"
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:vestibule-local"
    memory_limit_in_mb: str = "1024"
    log_group_name: str = "/aws/lambda/vestibule-local"
    log_stream_name: str = "local"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the gateway stops waiting."""
        return max(0, int((self.deadline - time.monotonic()) * 1000))
