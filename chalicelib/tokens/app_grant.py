"""What a person sees of refresh families: one app on one device, however often it came."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.identity.model import Device
from chalicelib.tokens.family import RefreshFamily


@dataclass(frozen=True, slots=True)
class AppGrant:
    """All that one client holds from one session; at least one family, the latest used first."""

    families: tuple[RefreshFamily, ...]

    @property
    def key(self) -> str:
        """A name for it; that of any other of its families is as good."""
        return self.families[0].key

    @property
    def client_id(self) -> str:
        """Whose it is."""
        return self.families[0].client_id

    @property
    def device(self) -> Device:
        """Where it was given."""
        return self.families[0].device

    @property
    def began_at(self) -> int:
        """When it was first given."""
        return min(family.created_at for family in self.families)

    @property
    def last_used_at(self) -> int:
        """When the app last got tokens by it."""
        return self.families[0].last_used_at

    @property
    def scopes(self) -> tuple[str, ...]:
        """Everything that it allows."""
        return tuple(dict.fromkeys(scope for family in self.families for scope in family.scopes))

    @property
    def is_offline(self) -> bool:
        """Whether some of it outlives the session."""
        return any(family.is_offline for family in self.families)

    def has(self, family_key: str) -> bool:
        """Whether the family of this key is part of it."""
        return any(family.key == family_key for family in self.families)


def grants_in(families: Iterable[RefreshFamily]) -> tuple[AppGrant, ...]:
    """The families as a person would tell them apart, the latest used first."""
    together: dict[tuple[str, str], list[RefreshFamily]] = {}
    for family in sorted(families, key=lambda each: each.last_used_at, reverse=True):
        together.setdefault((family.client_id, family.session_key), []).append(family)
    return tuple(AppGrant(tuple(some)) for some in together.values())
