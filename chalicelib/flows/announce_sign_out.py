"""A session has ended: see to it that its clients are told (Back-Channel Logout section 2.5)."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.clients.ports import ClientRegistry
from chalicelib.tokens.changes import SessionEnded
from chalicelib.tokens.logout_notice import LogoutNotice
from chalicelib.tokens.logout_ports import LogoutQueue


@dataclass(frozen=True, slots=True)
class AnnounceSignOut:
    """Queues a notice for each client that took part and wants to be told, and for no other."""

    clients: ClientRegistry
    queue: LogoutQueue

    def __call__(self, ended: SessionEnded) -> None:
        """Queue the notices. Told twice, it queues them twice, which clients have to bear.

        Raises StorageUnavailable, QueueUnavailable; the same may be asked again then.
        """
        notices = list(self._notices(ended))
        if notices:
            self.queue.put(notices)

    def _notices(self, ended: SessionEnded) -> Iterator[LogoutNotice]:
        session = ended.session
        if session.ended_at is None:
            return
        for client_id in session.clients:
            client = self.clients.find(ended.tenant, client_id)
            if client is not None and client.backchannel_logout_uri is not None:
                yield LogoutNotice(
                    tenant=ended.tenant,
                    client_id=client_id,
                    session_key=session.key,
                    user_id=session.user_id,
                    ended_at=session.ended_at,
                )
