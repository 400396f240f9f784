"""The code: unguessable, and forgiving to whoever types it."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.codes import ALPHABET, LENGTH, new_code, normalize

codes = st.integers().map(lambda seed: new_code(random.Random(seed)))  # noqa: S311 -- repeatable on purpose


def test_a_code_holds_at_least_55_bits_and_nothing_ambiguous() -> None:
    assert LENGTH * math.log2(len(set(ALPHABET))) >= 55
    assert not set(ALPHABET) & set("0O1IL")
    assert len({new_code() for _ in range(1000)}) == 1000


@given(codes)
def test_a_code_has_the_printed_form_and_is_its_own_canonical_form(code: str) -> None:
    prefix, *groups = code.split("-")
    assert prefix == "BYP"
    assert [len(group) for group in groups] == [4, 4, 4]
    assert len(code) <= 20
    assert normalize(code) == code


@given(codes, st.data())
def test_typed_loosely_it_is_the_same_code(code: str, data: st.DataObject) -> None:
    typed = code.lower() if data.draw(st.booleans()) else code
    typed = typed[4:] if data.draw(st.booleans()) else typed
    typed = typed.replace("-", data.draw(st.sampled_from(["", " ", "\u2013", " - ", "\u00a0"])))
    typed = typed.replace("8", data.draw(st.sampled_from("8Bb")))
    assert normalize(f"  {typed}\n") == code


@given(st.text(max_size=80))
def test_anything_else_is_refused_or_canonical(text: str) -> None:
    canonical = normalize(text)
    assert canonical is None or normalize(canonical) == canonical


@pytest.mark.parametrize("text", ["", "BYP", "BYP-7Q4K-92MD", "BYP-7Q4K-92MD-XC5", "BYP-7Q4K-92MD-XC50", "x" * 61])
def test_what_cannot_be_a_code(text: str) -> None:
    assert normalize(text) is None


def test_letters_read_for_digits_are_put_right() -> None:
    assert normalize("byp-7q4k-9zmd-xcsb") == "BYP-7Q4K-92MD-XC58"
