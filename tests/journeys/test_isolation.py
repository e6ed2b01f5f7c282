"""Every route, every credential: what one tenant believes is noise to the one next door.

The twin has the same client ids, redirect URIs, connections and audiences as acme. To show that it
learns nothing from acme's credentials it is not enough that it refuses: its answer to a genuine one
must be its answer to a forgery of the same shape, word for word.

`pytest tests/journeys/test_isolation.py -k how_large -rP` says how many combinations that is.
"""

import inspect
import sys

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.tenancy.model import KeyTier
from tests.journeys.app import acme_web, twin_web
from tests.journeys.credentials import KINDS, WHERE_IT_LIES
from tests.journeys.noise import require_noise
from tests.journeys.signing import signed_with
from tests.journeys.sweep import MEANT, Presented, Visitor, everywhere, routes, substance
from tests.journeys.village import Village

#: Where a token is worth something at home.
WORTH = {
    "id_token": Presented(("GET", "/t/{tenant}/authorize"), MEANT),
    "access_token": Presented(("GET", "/t/{tenant}/userinfo"), MEANT),
}
TENANTS = {"acme", "twin", "globex", "conformance"}
#: Combinations of route, place and credential, each tried genuine and forged. It only grows.
AT_LEAST = 2196


@pytest.fixture(scope="module")
def next_door(village: Village) -> Visitor:
    return Visitor.at(village, "twin")


def test_how_large_the_sweep_is(village: Village) -> None:
    ways, where = list(routes(village)), everywhere(village)
    size = len(where) * len(KINDS)
    sys.stdout.write(
        f"{len(ways)} endpoints (method and path) x {len(KINDS)} kinds of credential = "
        f"{len(ways) * len(KINDS)}; in every place where each could be looked for: {size}"
        " combinations, each with a genuine credential and with a forgery\n"
    )
    assert size >= AT_LEAST


def test_whatever_the_table_has_keys_for_is_in_the_sweep() -> None:
    """To mend it: say in `WHERE_IT_LIES` what of it people hold, and make that a kind."""
    made = {
        name
        for name, function in vars(keys).items()
        if inspect.isfunction(function) and "tenant" in inspect.signature(function).parameters
    }
    assert made == set(WHERE_IT_LIES)
    assert {kind for kinds in WHERE_IT_LIES.values() for kind in kinds} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_credential_of_one_tenant_is_noise_to_another(
    village: Village, next_door: Visitor, kind: str
) -> None:
    require_noise(village, next_door, kind)


@pytest.mark.parametrize("kind", WORTH)
def test_tenants_that_share_a_signing_key_share_no_tokens(village: Village, kind: str) -> None:
    with signed_with(village, "acme", "twin", tier=KeyTier.SHARED):
        sets = [app(village).fetch("jwks").json["keys"] for app in (acme_web, twin_web)]
        assert any(key in sets[1] for key in sets[0]), "else this proves nothing"
        genuine, forged = KINDS[kind](village)
        next_door, home = Visitor.at(village, "twin"), Visitor.at(village, "acme")
        for where in everywhere(village):
            answered = substance(next_door.present(where, genuine), genuine)
            assert answered == substance(next_door.present(where, forged), forged), where
        at_home = substance(home.present(WORTH[kind], genuine), genuine)
        assert at_home != substance(home.present(WORTH[kind], forged), forged)


def test_nothing_of_one_tenant_lies_in_the_partitions_of_another(village: Village) -> None:
    for maker in KINDS.values():
        village.forget_people("acme")
        maker(village)
    for item in village.items():
        if item["pk"]["S"] == "DIRECTORY":
            assert set(item) == {"pk", "sk"}, "the one list of all tenants holds nothing but names"
            continue
        _, tenant, *_ = item["pk"]["S"].split("#")
        assert tenant in TENANTS
        others = TENANTS - {tenant}
        assert not any(f"https://auth.test/t/{other}" in repr(item) for other in others)
