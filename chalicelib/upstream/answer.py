"""Reading what an upstream answers: JSON objects only, and no surprise inside them."""

import json
import re
from typing import NoReturn

from chalicelib.upstream.model import UpstreamFailed
from chalicelib.upstream.ports import Fetched

_ERROR_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def require_object(answer: Fetched, what: str) -> dict[str, object]:
    """The JSON object of a 200 answer; raises UpstreamFailed for everything else.

    An object with an `error` is a refusal even under 200: some providers answer so.
    """
    if answer.status != 200:
        raise _refused(answer, what)
    found = read_object(answer.body, what)
    if found.get("error"):
        raise _refused(answer, what)
    return found


def read_object(body: bytes, what: str) -> dict[str, object]:
    """The JSON object in `body`; raises UpstreamFailed when it holds anything else."""
    try:
        # A byte order mark is wrong and harmless; NaN is no JSON and would travel far.
        found = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UpstreamFailed(f"{what} is not JSON") from error
    if not isinstance(found, dict):
        raise UpstreamFailed(f"{what} is not a JSON object")
    return found


def error_code(value: object) -> str:
    """An error code as it may be written to the journal: other people's prose may not."""
    return value if isinstance(value, str) and _ERROR_CODE.fullmatch(value) else "unnamed error"


def _refused(answer: Fetched, what: str) -> UpstreamFailed:
    code = _told_error(answer)
    return UpstreamFailed(
        f"{what} answered {answer.status}{f': {code}' if code else ''}",
        is_passing=answer.status == 429 or answer.status >= 500,
        code=code,
    )


def _told_error(answer: Fetched) -> str | None:
    try:
        told = read_object(answer.body, "").get("error")
    except UpstreamFailed:
        return None
    return error_code(told) if told else None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
