"""Tells refresh tokens of ours from everything else, before anything is looked up."""

from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.family_ports import RefreshKeys
from chalicelib.tokens.refresh_token import RefreshKey, RefreshToken, read_refresh_token


def find_genuine(
    keys: RefreshKeys, tenant: TenantId, text: str
) -> tuple[RefreshToken, RefreshKey] | None:
    """Return what a text says that this tenant made, and the key that proves it; None for others.

    A guess costs no lookup and harms nobody. Raises RefreshKeyUnavailable.
    """
    unproven = read_refresh_token(text)
    key = keys.find(tenant, unproven.token.key_version) if unproven else None
    if unproven is None or key is None or not unproven.is_genuine(tenant, key):
        return None
    return unproven.token, key
