"""Which records an event source hands on: the filters of the template, read as Lambda reads them.

Of the rules that Lambda knows these are the ones that our template uses; another is an error.
"""

import json
from collections.abc import Mapping
from typing import Any

from ops.cloudformation import Template

Pattern = Mapping[str, Any]


def patterns_of(event_source: Template) -> tuple[Pattern, ...]:
    """The patterns of which a record must fit one."""
    filters = event_source["Properties"].get("FilterCriteria", {}).get("Filters", [])
    return tuple(json.loads(each["Pattern"]) for each in filters)


def admits(patterns: tuple[Pattern, ...], record: Mapping[str, Any]) -> bool:
    """Whether Lambda would call the function for `record`."""
    return not patterns or any(_fits(pattern, record) for pattern in patterns)


def _fits(pattern: Any, value: Any) -> bool:
    """Every name of a pattern must fit; of a list of rules, one."""
    if isinstance(pattern, list):
        return any(_keeps(rule, value) for rule in pattern)
    found = value if isinstance(value, Mapping) else {}
    return all(_fits(inner, found.get(name)) for name, inner in pattern.items())


def _keeps(rule: Any, value: Any) -> bool:
    match rule:
        case {"prefix": prefix}:
            return isinstance(value, str) and value.startswith(prefix)
        case {"exists": wanted}:
            return (value is not None) is wanted
        case str() | int() | float() | None:
            return bool(value == rule)
    raise NotImplementedError(f"a rule like {rule}")
