"""The part of a client's table that is about its refresh tokens."""

from chalicelib.clients.refresh import OfflineAccess, RefreshPolicy, Rotation
from chalicelib.protocol.vocabulary import ClientAuthentication
from chalicelib.tenancy.section import Section

_LONGEST_WINDOW = 300


def read_refresh_policy(
    section: Section, authentication: ClientAuthentication | None
) -> RefreshPolicy:
    """Read the policy; faults are recorded in the section."""
    usual = RefreshPolicy()
    rotation = Rotation(section.choice("refresh_rotation", tuple(Rotation), usual.rotation))
    if rotation is Rotation.NONE and authentication is ClientAuthentication.NONE:
        # RFC 9700 section 4.14.2: nothing but rotation protects those of a public client.
        section.fault("refresh_rotation", "a public client's refresh tokens are always rotated")
    return RefreshPolicy(
        offline_access=OfflineAccess(
            section.choice("offline_access", tuple(OfflineAccess), usual.offline_access)
        ),
        rotation=rotation,
        retry_window=section.number("refresh_retry_window", usual.retry_window, 0, _LONGEST_WINDOW),
    )
