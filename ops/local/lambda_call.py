"""A function called as Lambda calls it with a batch: what did it fail at, or did it crash?"""

import sys
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ops.local.gateway.context import LocalContext

Record = dict[str, Any]
Function = Callable[[dict[str, Any], LocalContext], Any]

_TIMEOUT = 55.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a function said of a batch."""

    failed: frozenset[str] = frozenset()  # identifiers of records that must come again
    crashed: bool = False  # then all of them must


class Invoker:
    """Calls one function, a batch at a time; a crash of it is written to the log and survived."""

    def __init__(self, function: Function, name: str) -> None:
        self._function = function
        self._name = name
        self._runtime = ThreadPoolExecutor(1, thread_name_prefix=name)

    def __call__(self, records: Sequence[Record]) -> Outcome:
        """Call the function with these records."""
        context = LocalContext(deadline=time.monotonic() + _TIMEOUT, function_name=self._name)
        called = self._runtime.submit(self._function, {"Records": list(records)}, context)
        if (crash := called.exception()) is not None:
            traceback.print_exception(crash, file=sys.stderr)
            return Outcome(crashed=True)
        failures = (called.result() or {}).get("batchItemFailures", [])
        return Outcome(frozenset(each["itemIdentifier"] for each in failures))
