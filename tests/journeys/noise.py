"""That a credential is noise next door, and not at home."""

from tests.journeys.credentials import FOR_OTHERS, KINDS
from tests.journeys.sweep import MEANT, Presented, Visitor, everywhere, substance
from tests.journeys.village import Village


def require_noise(village: Village, next_door: Visitor, kind: str) -> None:
    """Acme's is answered like a forgery in every place at every route, and changes nothing.

    At home it is worth something, and has lost nothing: else this would prove nothing. Where it is
    worth something, refusing it next door was written down.
    """
    village.forget_people("acme")  # what others left would make pages long
    genuine, forged = KINDS[kind](village)
    # Reading a status list for the first time signs it: that is nobody's credential's doing.
    status = Presented(("GET", "/t/{tenant}/status/{number}"), MEANT)
    next_door.present(status, forged)
    before, noted = village.stored(), set[Presented]()
    for where in everywhere(village):
        lines = len(village.notes.lines)
        answered = next_door.present(where, genuine)
        assert answered.status_code < 500, where
        if village.notes.correlated(lines):
            noted.add(where)
        told = substance(next_door.present(where, forged), forged)
        assert substance(answered, genuine) == told, where
    assert village.stored() == before

    home = Visitor.at(village, "acme")

    def counts(where: Presented) -> bool:
        """Whether it is answered otherwise than a forgery, or changes what is stored."""
        before = village.changes()
        told = substance(home.present(where, forged), forged)
        by_forgery = village.changes() - before
        answered = substance(home.present(where, genuine), genuine)
        return answered != told or village.changes() - before != 2 * by_forgery

    home.present(status, forged)
    worth = [where for where in everywhere(village) if where.place == MEANT and counts(where)]
    assert bool(worth) is (kind not in FOR_OTHERS)
    assert [where for where in worth if where not in noted] == []
