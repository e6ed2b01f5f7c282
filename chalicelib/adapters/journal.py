"""The journal that operators read: one line of JSON per event, on standard output."""

import re
from contextvars import ContextVar
from functools import cached_property
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools.logging import Logger

SERVICE = "vestibule"
LONGEST_TEXT = 1000
WITHHELD = "(withheld)"

#: A fact with one of these words in its name is not written, whoever thought it harmless.
_SECRET = frozenset(
    {
        *("assertion", "authorization", "code", "cookie", "email", "handle", "hint", "jwt"),
        *("nonce", "password", "secret", "state", "token", "tokens", "verifier"),
    }
)
# What a refusal is called on the wire; the word is in the name, the thing is not.
_HARMLESS = frozenset({"error_code", "status_code"})
_WORD = re.compile(r"[A-Z]?[a-z0-9]+")

_correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)


class PowertoolsJournal:
    """Keeps the promise of `Journal`. Powertools is imported by the first line that is written."""

    def __init__(
        self, level: str = "INFO", service: str = SERVICE, stream: IO[str] | None = None
    ) -> None:
        self._level = level
        self._service = service
        self._stream = stream

    def correlate(self, correlation_id: str | None) -> None:
        """Name the request whose events follow, on this thread and on those it starts."""
        _correlation_id.set(correlation_id)

    def note(self, event: str, **facts: object) -> None:
        """Write one line. A fact that is named like a secret is withheld."""
        line: dict[str, object] = {
            name: _fit(name, value) for name, value in facts.items() if value is not None
        }
        # Beside the line's own members a fact could overwrite one, so facts have their own place.
        self._logger.info(event, correlation_id=_correlation_id.get(), facts=line)

    @cached_property
    def _logger(self) -> "Logger":
        from aws_lambda_powertools.logging import Logger

        return Logger(service=self._service, level=self._level, stream=self._stream, utc=True)


def _fit(name: str, value: object) -> object:
    if name not in _HARMLESS and not _SECRET.isdisjoint(map(str.lower, _WORD.findall(name))):
        return WITHHELD
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}..."
