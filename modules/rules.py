"""Rules that need no database."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

_QUARTER = Decimal("0.25")


@dataclass(frozen=True)
class ContactHours:
    """An honest length: `minutes` as computed, `hours` of 60 minutes, rounded down to quarters of an hour."""

    minutes: Decimal
    hours: Decimal


def contact_hours(words: int, items: int, difficulty: int) -> ContactHours:
    """Contact hours by the Mergener formula, the usual one for written continuing education.

    minutes = 0.9 * (-22.3 + 0.00209 * words + 2.78 * items + 15.5 * difficulty)

    `words` counts teaching content only (no titles, no references), `items` the items of the final test (no scenario
    decisions), `difficulty` is a reviewer's rating from 1 to 5. Never below zero. Source: Board of Certification,
    http://www.bocatc.org/mergener-formula; what counts as a word: https://cccep.ca/accreditation/mergener-formula/.
    Rounding down to quarters of a 60-minute hour follows Iowa's rule for nurses.
    """
    sum_of_parts = (
        Decimal("-22.3") + Decimal("0.00209") * words + Decimal("2.78") * items + Decimal("15.5") * difficulty
    )
    minutes = max(Decimal("0.9") * sum_of_parts, Decimal(0))
    quarters = (minutes / 15).to_integral_value(rounding=ROUND_FLOOR)
    return ContactHours(minutes, quarters * _QUARTER)
