"""The notice that a session has ended, as it waits for one client to be told."""

import json
from dataclasses import asdict, dataclass, fields

from chalicelib.tenancy.model import TenantId

_LONGEST = 4096
#: Seconds for which telling makes sense. What an operator brings back later is old news.
_FRESH = 24 * 3600


class NotANotice(Exception):
    """The text is no notice that we wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutNotice:
    """One client of one session. It holds no secret: a logout token is made when it is sent."""

    tenant: TenantId
    client_id: str
    session_key: str
    user_id: str
    ended_at: int

    def is_stale(self, now: int) -> bool:
        """Whether it is too late to tell."""
        return now >= self.ended_at + _FRESH

    def to_json(self) -> str:
        """The notice as a text, which `from_json` reads."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> "LogoutNotice":
        """Read a notice: exactly its members, each of its type. Raises NotANotice."""
        found = _read_object(text)
        if found.keys() != {field.name for field in fields(LogoutNotice)}:
            raise NotANotice("it has other members than a notice")
        return LogoutNotice(
            tenant=TenantId(_text(found, "tenant")),
            client_id=_text(found, "client_id"),
            session_key=_text(found, "session_key"),
            user_id=_text(found, "user_id"),
            ended_at=_time(found, "ended_at"),
        )


def _read_object(text: str) -> dict[str, object]:
    if len(text) > _LONGEST:
        raise NotANotice("it is too long")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotANotice("it is not JSON") from error
    if not isinstance(found, dict):
        raise NotANotice("it is not a JSON object")
    return found


def _text(found: dict[str, object], name: str) -> str:
    value = found[name]
    if not isinstance(value, str) or not value:
        raise NotANotice(f"{name} is not a text")
    return value


def _time(found: dict[str, object], name: str) -> int:
    value = found[name]
    if type(value) is not int or value < 0:  # to Python true is a number as well
        raise NotANotice(f"{name} is not a time")
    return value
