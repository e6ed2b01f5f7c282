"""Addresses with parameters, as browsers and providers are sent to them."""

from collections.abc import Mapping
from urllib.parse import urlencode


def with_query(address: str, parameters: Mapping[str, object]) -> str:
    """`address` with the parameters that have a value, after a query it may already have."""
    query = urlencode({name: value for name, value in parameters.items() if value is not None})
    return f"{address}{'&' if '?' in address else '?'}{query}"
