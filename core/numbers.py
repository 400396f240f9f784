"""Numbers as people send and read them."""

from decimal import Decimal

#: More digits than this no id has.
MOST_DIGITS = 18


def whole(text: str | None) -> int:
    """The whole number that a form or an address sent; 0 for anything else."""
    given = text or ""
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS else 0


def digits(number: Decimal) -> str:
    """Up to two decimals without idle zeros: "1.5", "0.75", "2"."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
