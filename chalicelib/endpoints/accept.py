"""Which of two forms of an answer a caller would rather have (RFC 9110 section 12.5.1)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_RANGE = re.compile(r"([\w.+*-]+)/([\w.+*-]+)", re.ASCII)
_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Wish:
    """One range of media types, and how welcome it is."""

    range: str
    quality: float


def prefers(accepted: Iterable[str], media_type: str, *, over: str) -> bool:
    """Whether the Accept headers ask for `media_type` rather than for `over`, the usual form.

    Without the header everything is as welcome. What cannot be read is passed over.
    """
    wishes = [wish for header in accepted for wish in _read(header)]
    return _quality_of(media_type, wishes) > _quality_of(over, wishes)


def _read(header: str) -> Iterator[_Wish]:
    for element in header.split(","):
        name, *parameters = (part.strip().lower() for part in element.split(";"))
        weights = [each.removeprefix("q=") for each in parameters if each.startswith("q=")]
        quality = weights[0] if weights else "1"
        if _RANGE.fullmatch(name) and _QUALITY.fullmatch(quality):
            yield _Wish(name, float(quality))


def _quality_of(media_type: str, wishes: list[_Wish]) -> float:
    """The most specific range decides; types that no range covers are not wanted."""
    whole, _, _ = media_type.partition("/")
    for covering in (media_type, f"{whole}/*", "*/*"):
        found = [wish.quality for wish in wishes if wish.range == covering]
        if found:
            return max(found)
    return 0.0
