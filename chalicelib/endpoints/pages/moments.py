"""Moments in words. The server knows no time zone of the person's, so it says how long ago."""

from datetime import UTC, datetime
from typing import Final

from chalicelib.endpoints.pages.markup import Html, element

JUST_NOW: Final = "just now"
_UNITS: Final = (
    (365 * 86_400, "year"),
    (30 * 86_400, "month"),
    (86_400, "day"),
    (3600, "hour"),
    (60, "minute"),
)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def moment(at: int, now: int) -> Html:
    """How long ago, and when exactly, in UTC."""
    when = datetime.fromtimestamp(at, UTC)
    exactly = f"({when.day} {_MONTHS[when.month - 1]} {when.year}, {when:%H:%M} UTC)"
    machine_readable = f"{when:%Y-%m-%dT%H:%M}Z"
    precisely = element("span", {"class": "exactly"}, exactly)
    return element("time", {"datetime": machine_readable}, f"{how_long_ago(at, now)} ", precisely)


def how_long_ago(at: int, now: int) -> str:
    """In the largest unit of which at least one has passed."""
    age = now - at
    for seconds, unit in _UNITS:
        count = age // seconds
        if count > 0:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return JUST_NOW
