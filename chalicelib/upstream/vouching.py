"""Whether a connection could ever prove an address of some domain."""

from collections.abc import Iterable

from chalicelib.upstream.model import Connection, ProviderKind


def may_prove(connections: Iterable[Connection], domain: str) -> bool:
    """Whether some connection's provider runs the mailboxes of a domain, or may turn out to.

    Which Workspaces there are is Google's to know, unless a connection admits only one.
    """
    return any(_may_prove(each, domain) for each in connections)


def _may_prove(connection: Connection, domain: str) -> bool:
    if domain in connection.trusted_email_domains:
        return True
    if connection.kind is not ProviderKind.GOOGLE:
        return False
    return connection.hosted_domain in (None, "*", domain)
