"""The network as a table: what each address answers, and what it was asked."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from chalicelib.upstream.model import UpstreamFailed
from chalicelib.upstream.ports import Fetched


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that reached the network."""

    method: str
    address: str  # without the query
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]


Answer = Fetched | UpstreamFailed | Callable[[Asked], Fetched]


def json_answer(value: object, status: int = 200, **headers: str) -> Fetched:
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return Fetched(status, {"content-type": "application/json"} | told, json.dumps(value).encode())


@dataclass
class FakeFetch:
    """Keeps the promise of `Fetch`. An address that is not in `answers` is unreachable."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        return self._answer("GET", url, {}, headers or {})

    def post_form(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Fetched:
        return self._answer("POST", url, form, headers or {})

    def requests_to(self, address: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.address == address]

    def _answer(
        self, method: str, url: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Fetched:
        address = url.partition("?")[0]
        asked = Asked(method, address, dict(parse_qsl(urlsplit(url).query)), form, headers)
        self.asked.append(asked)
        answer = self.answers.get(address, UpstreamFailed("unreachable", is_passing=True))
        if isinstance(answer, UpstreamFailed):
            raise answer
        return answer if isinstance(answer, Fetched) else answer(asked)
