"""The code of a certificate: printed, read out over the telephone, typed by a stranger."""

import secrets
import unicodedata
from typing import Protocol

PREFIX = "BYP"
#: No vowels (no words) and of each pair that looks alike only one: twelve of these are 55.7 bits.
ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
LENGTH, GROUP = 12, 4
#: What is misread for a character of the alphabet, and is not one itself.
_MISREAD = str.maketrans("BSZ", "852")


class Chooser(Protocol):
    """What `secrets` and `random.Random` have in common."""

    def choice(self, seq: str, /) -> str:
        """One item of `seq`."""


def new_code(rng: Chooser = secrets) -> str:
    """A code nobody can guess, in the canonical form BYP-XXXX-XXXX-XXXX."""
    return _grouped("".join(rng.choice(ALPHABET) for _ in range(LENGTH)))


def normalize(text: str) -> str | None:
    """The canonical form of a typed code, or None when it cannot be one.

    Forgives lower case, spaces, any or no hyphens, a missing prefix, and B, S, Z for 8, 5, 2.
    """
    if len(text) > 60:
        return None
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).upper()))
    if len(letters) == len(PREFIX) + LENGTH:
        letters = letters.removeprefix(PREFIX)
    body = letters.translate(_MISREAD)
    return _grouped(body) if len(body) == LENGTH and set(body) <= set(ALPHABET) else None


def _grouped(body: str) -> str:
    return "-".join([PREFIX, *(body[start : start + GROUP] for start in range(0, LENGTH, GROUP))])
