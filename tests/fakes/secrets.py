"""Sealed secrets, kept in memory."""

import json

from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.model import Connection, ConnectionId, UpstreamFailed


class MemorySecrets:
    """Keeps the promise of `Secrets`: what is sealed names whom it opens for."""

    def seal(self, tenant: TenantId, connection: ConnectionId, secret: str) -> bytes:
        return json.dumps([tenant, connection, secret]).encode()

    def reveal(self, tenant: TenantId, connection: Connection) -> str:
        try:
            owner, sealed_for, secret = json.loads(connection.sealed_secret)
        except ValueError as error:
            raise UpstreamFailed("the secret cannot be read") from error
        if (owner, sealed_for) != (tenant, connection.id):
            raise UpstreamFailed("the secret is not this connection's")
        return str(secret)
