"""`python -m bench.scale_page [--check]`: the numbers in docs/capacity.md, counted anew.

Each table lies between two markers, `<!-- counted: NAME -->` and `<!-- end of NAME -->`.
"""

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.capacity import Ledger
from bench.quotas import PARTITION_READ_UNITS, PARTITION_WRITE_UNITS
from bench.scale import (
    SIGNED,
    TIERS,
    TOLD,
    count_journeys,
    dynamodb_dollars,
    kms_dollars,
    most_in_a_second,
)
from bench.table import table
from tests.budgets.crowd import FEW, MANY, seen_among
from tests.journeys.village import a_village

PAGE: Final = Path("docs/capacity.md")
#: What shares a partition, by what leads its key.
SHARED_BY: Final[Mapping[str, str]] = {
    "ATTEMPT": "one attempt to sign in",
    "CODE": "one authorization code",
    "SESSION": "one browser's session",
    "RF": "one grant",
    "IDENTITY": "one identity",
    "USER": "one person",
    "EMAIL": "one e-mail address",
    "PEOPLE": "**the tenant**",
    "AUDIT": "**the tenant**, one day",
    "STATUS": "**the tenant**: 131,072 grants",
    "T#{tenant}": "**the tenant**",
}
_BLOCK: Final = re.compile(r"(<!-- counted: (\w+) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)
Journeys = Mapping[str, Ledger]


def main() -> int:
    """Renew the page, or only say whether it is up to date."""
    parser = argparse.ArgumentParser(description="Count anew what docs/capacity.md tells.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it is old")
    is_check = parser.parse_args().check
    text = PAGE.read_text(encoding="utf-8")
    new = renewed(text)
    if new == text:
        return 0
    if is_check:
        print(f"{PAGE} is out of date: run `make docs`")
        return 1
    PAGE.write_text(new, encoding="utf-8")
    print(f"wrote {PAGE}")
    return 0


def renewed(text: str) -> str:
    """The page with all tables as they are counted now."""
    counted = {tier.name: count_journeys(tier) for tier in TIERS}
    usual = next(iter(counted.values()))
    tables = {
        "tenants": tenants(),
        "storage": storage(usual),
        "signing": signing(counted),
        "heat": heat(usual),
    }
    return _BLOCK.sub(lambda m: f"{m[1]}{tables[m[2]]}\n{m[3]}", text)


def tenants() -> str:
    """Calls in a table of few tenants and in one of many, and whether more is answered."""
    with a_village() as village:
        few, many = (seen_among(village, number) for number in (FEW, MANY))
    heads = ("", *(f"calls, {number:,} tenants" for number in (FEW, MANY)), "more bytes answered")
    rows = [
        (
            name,
            *(str(sum(seen[name].calls.values())) for seen in (few, many)),
            "none" if many[name].is_no_more_than(few[name]) else "some",
        )
        for name in few
    ]
    return table(heads, rows)


def storage(journeys: Journeys) -> str:
    """Units and dollars of DynamoDB: they are the same in every tier."""
    heads = ("", "calls", "write units", "read units", "$ per million")
    rows = [
        (
            name,
            str(ledger.calls_of("DynamoDB")),
            f"{ledger.write_units:g}",
            f"{ledger.read_units:g}",
            f"{dynamodb_dollars(ledger):.2f}",
        )
        for name in TOLD
        for ledger in [journeys[name]]
    ]
    return table(heads, rows)


def signing(counted: Mapping[str, Journeys]) -> str:
    """What a million cost at KMS, and how many a second an account may ask for, by tier."""
    heads = (
        "",
        *(f"{name}, $ per million" for name in SIGNED),
        *(f"{name}, most a second" for name in SIGNED),
    )
    return table(heads, [_signing_row(tier, journeys) for tier, journeys in counted.items()])


def _signing_row(tier: str, journeys: Journeys) -> Sequence[str]:
    asked = [journeys[name] for name in SIGNED]
    limits = [most_in_a_second(ledger) for ledger in asked]
    return (
        tier,
        *(f"{kms_dollars(ledger):.2f}" for ledger in asked),
        *("no limit" if limit is None else f"{limit:,.0f}" for limit in limits),
    )


def heat(journeys: Journeys) -> str:
    """What one partition has to take, and how many a second of what weighs most it can."""
    told = [name for name in TOLD if journeys[name].written or journeys[name].read]
    leads = [
        lead
        for lead in SHARED_BY
        if any(lead in {**journeys[name].written, **journeys[name].read} for name in told)
    ]
    return table(
        ("Partition", "shared by", *told), [_heat_row(lead, told, journeys) for lead in leads]
    )


def _heat_row(lead: str, told: Sequence[str], journeys: Journeys) -> Sequence[str]:
    is_whole = SHARED_BY[lead].startswith("**")
    cells = [_heat(journeys[name], lead, is_whole=is_whole) for name in told]
    return (f"`{lead}`", SHARED_BY[lead], *cells)


def _heat(ledger: Ledger, lead: str, *, is_whole: bool) -> str:
    written, read = ledger.written[lead], ledger.read[lead] / 2
    units = [f"{many:g} {kind}" for many, kind in ((written, "w"), (read, "r")) if many]
    if not units or not is_whole:
        return ", ".join(units)
    limits = [PARTITION_WRITE_UNITS / written] if written else []
    limits += [PARTITION_READ_UNITS / read] if read else []
    return f"{', '.join(units)}: {min(limits):,.0f}/s"


if __name__ == "__main__":
    sys.exit(main())
