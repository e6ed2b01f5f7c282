"""Where an error page can lead: to the app that the person came from."""

from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.clients.registered_uris import origin_of
from chalicelib.endpoints.pages.way_back import WayBack
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import StorageUnavailable


def way_back_to(clients: ClientRegistry, tenant: Tenant, client_id: str | None) -> WayBack | None:
    """A link to the client's home, None if unknown. Only registered addresses are linked."""
    if not client_id:
        return None
    try:
        client = clients.find(tenant.id, client_id)
    except StorageUnavailable:
        return None
    home = _home_of(client) if client else None
    return WayBack(href=home, label=client.name) if client and home else None


def _home_of(client: Client) -> str | None:
    if client.home_uri:
        return client.home_uri
    web = [uri for uri in client.redirect_uris if uri.startswith(("https://", "http://"))]
    return f"{origin_of(web[0])}/" if web else None
