"""Which keys the readers of a tenant document ask for, found out by letting them read one."""

import re

from chalicelib.clients.document import read_clients
from chalicelib.identity.document import read_roles
from chalicelib.tenancy.document import read_tenant
from chalicelib.tenancy.section import Section
from chalicelib.upstream.document import read_connections

#: One table of each sort, so that every reader has something to read.
_DOCUMENT = {
    "connections": [{"kind": "google"}, {"kind": "facebook"}, {"kind": "oidc"}],
    "apis": [{}],
    "roles": [{}],
    "role_rules": [{}],
    "clients": [{}, {"authentication": "none"}],
}

Asked = dict[str, set[str]]


class Noting(Section):
    """A section that writes down what it is asked for."""

    def __init__(self, plain: Section, asked: Asked) -> None:
        super().__init__(plain._table, plain.path, plain._faults)
        self._asked = asked

    def has(self, key: str) -> bool:
        self._note(key)
        return super().has(key)

    def table(self, key: str) -> Section:
        return Noting(super().table(key), self._asked)

    def tables(self, key: str) -> list[Section]:
        return [Noting(section, self._asked) for section in super().tables(key)]

    def _value(self, key: str, default: object) -> object:
        self._note(key)
        return super()._value(key, default)

    def _note(self, key: str) -> None:
        self._asked.setdefault(re.sub(r"\[\d+\]", "", self.path), set()).add(key)


def keys_asked_for() -> Asked:
    """The keys of each table; the document itself is the table without a name."""
    asked: Asked = {}
    document = Noting(Section(_DOCUMENT, "", []), asked)
    tenant = read_tenant(document, "https://auth.example.com")
    connections = read_connections(document, lambda _connection, _reference: b"")
    read_roles(document, connections)
    read_clients(document, tenant, lambda _reference: ())
    return asked
