"""Whether somebody who comes over another connection is a user whom we know by their address.

Wrongly joined, a stranger gets a user's account, or a user gets one that a stranger prepared. So it
takes two providers that both run the mailbox, and whatever leaves a doubt makes somebody new.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.identity.address import folded, proven_address
from chalicelib.identity.model import Identity, IdentityKey, User
from chalicelib.upstream.claims import domain_of
from chalicelib.upstream.model import Assertion, Connection, EmailTrust, ProviderKind


@dataclass(frozen=True, slots=True)
class Namesake:
    """A user with a certain address, and who vouches for them."""

    user: User
    identities: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """The user that somebody turned out to be, and the identity that proves it."""

    user: User
    voucher: Identity


def recognise(
    namesakes: Iterable[Namesake], assertion: Assertion, connections: Sequence[Connection]
) -> Acquaintance | None:
    """The one user who the asserted person is, None if that is nobody, or may be several.

    The address must be proven, be the user's own and verified, and be told now by an identity of
    theirs whose provider is trusted with it today. Another subject of the same provider is another
    person: they have the address because it changed hands.
    """
    address = proven_address(assertion)
    if address is None:
        return None
    found = [
        (each, voucher)
        for each in namesakes
        if each.user.email_verified
        and folded(each.user.email) == address
        and (voucher := _voucher(each, address, connections)) is not None
    ]
    if len(found) != 1:
        return None
    ((namesake, voucher),) = found
    if _has_rival(namesake, IdentityKey.of(assertion)):
        return None
    return Acquaintance(namesake.user, voucher)


def _voucher(
    namesake: Namesake, address: str, connections: Sequence[Connection]
) -> Identity | None:
    by_id = {each.id: each for each in connections}
    return next(
        (
            identity
            for identity in namesake.identities
            if identity.email_trust is EmailTrust.AUTHORITATIVE
            and folded(identity.email) == address
            and _is_trusted(by_id.get(identity.key.connection), identity.key.issuer, address)
        ),
        None,
    )


def _is_trusted(connection: Connection | None, issuer: str, address: str) -> bool:
    """Whether the tenant still takes the provider's word; it may have learned better since.

    What goes by the connection's name now may be another provider than the one that vouched.
    Google's word rests on its own domains, and on what it said of the Workspace at the sign-in.
    """
    if connection is None or connection.issuer != issuer:
        return False
    if connection.kind is ProviderKind.OIDC:
        return domain_of(address) in connection.trusted_email_domains
    return connection.kind is ProviderKind.GOOGLE


def _has_rival(namesake: Namesake, known_as: IdentityKey) -> bool:
    return any(
        key.connection == known_as.connection
        or (key.issuer == known_as.issuer and key.subject != known_as.subject)
        for key in (identity.key for identity in namesake.identities)
    )
