"""A corrected key carried over to earlier answers, without a database."""

from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import grading, regrading, results
from quizzes.items import OptionContent
from quizzes.regrading import Worth
from tests.factories.quizzes import MARKABLE, NOW, content


def version(question):
    return SimpleNamespace(**question.stored())


def single(*texts, right):
    options = tuple(OptionContent(text, text == right, f"About {text}") for text in texts)
    return version(content(options=options))


def ordering(*texts):
    return version(content(kind="ordering", options=tuple(OptionContent(text, feedback="Why") for text in texts)))


def matching(*pairs, distractors=()):
    options = tuple(OptionContent(text, feedback="Why", match=match) for text, match in pairs)
    return version(content(kind="matching", options=options, distractors=distractors))


def marking(text, spans=2):
    options = tuple(OptionContent(feedback="Why", identifier="place") for _ in range(spans))
    screen = {**MARKABLE, "posts": [{"author": "Jonah Leith, RN", "text": text}]}
    return version(content(kind="marking", options=options, simulation=screen))


@dataclass
class Decision:
    version: object
    rule: str = "new_key"
    only_raise: bool = True


def worth(own, new, chosen, *, before=None, rule="new_key", only_raise=True):
    decision = Decision(new, rule, only_raise)
    before = grading.grade(own, chosen) if before is None else before
    return regrading.correction(decision, own).worth(chosen, before)


OLD = single("Post", "Wait", "Ask", right="Post")
NEW = single("Post", "Wait", "Ask", right="Wait")


@pytest.mark.parametrize(
    ("rule", "only_raise", "chosen", "points"),
    [
        ("new_key", True, ["b"], (1, True)),
        ("new_key", True, ["a"], None),
        ("new_key", True, ["c"], (0, True)),
        ("new_key", False, ["a"], (0, True)),
        ("either", False, ["a"], (1, False)),
        ("either", False, ["b"], (1, True)),
        ("either", True, ["c"], (0, True)),
        ("full", True, ["c"], (1, True)),
        ("full", False, [], (1, True)),
        ("new_key", False, [], (0, True)),
    ],
)
def test_each_rule_for_one_answer(rule, only_raise, chosen, points):
    expected = None if points is None else Worth(Decimal(points[0]), points[1])
    assert worth(OLD, NEW, chosen, rule=rule, only_raise=only_raise) == expected


def test_answers_keep_their_meaning_when_options_moved():
    moved = single("Ask", "Wait", "Post", right="Ask")
    assert worth(OLD, moved, ["c"]).points == 1
    assert worth(OLD, moved, ["a"], only_raise=False).points == 0
    key = regrading.rekeyed(OLD, moved)
    assert [(option["id"], option["text"], option["correct"]) for option in key.options] == [
        ("a", "Post", False),
        ("b", "Wait", False),
        ("c", "Ask", True),
    ]
    assert key.options[2]["feedback"] == "About Ask"


def test_a_corrected_order_is_that_of_the_words_not_of_the_ids():
    old, new = ordering("Stop", "Read", "Post"), ordering("Read", "Stop", "Post")
    assert worth(old, new, ["b", "a", "c"]).points == 1
    # Who followed the old key has no neighbors in the new order but none falls.
    assert worth(old, new, ["a", "b", "c"]) is None
    assert worth(old, new, ["a", "b", "c"], only_raise=False).points == 0
    assert [option["id"] for option in regrading.rekeyed(old, new).options] == ["b", "a", "c"]


def test_a_corrected_match_is_told_in_the_targets_that_were_shown():
    old = matching(("Photo", "Privacy"), ("Rumor", "Respect"), distractors=("Pay",))
    new = matching(("Photo", "Pay"), ("Rumor", "Privacy"), distractors=("Respect",))
    # Old targets: 1 Privacy, 2 Respect, 3 Pay.
    assert worth(old, new, ["a:3", "b:1"]).points == 1
    assert worth(old, new, ["a:1", "b:2"], only_raise=False).points == 0


def test_marked_words_are_graded_by_the_new_spans():
    old = marking("[Our little ER]{1} saved him on [Saturday night]{2}.")
    new = marking("Our little [ER]{1} saved him on [Saturday]{2} night.")
    assert worth(old, new, ["w2", "w6"]).points == 1
    assert regrading.rekeyed(old, new).simulation == new.simulation


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (OLD, version(content(kind="multiple")), "kind"),
        (OLD, single("Post", "Wait", right="Wait"), "added, removed or rewritten"),
        (OLD, single("Post", "Wait", "Ask", "Call", right="Call"), "added, removed or rewritten"),
        # Two moved and were rewritten: which is which?
        (ordering("A", "B", "C"), ordering("B2", "A2", "C"), "added, removed or rewritten"),
        (
            matching(("P", "1"), ("Q", "2")),
            matching(("P", "3"), ("Q", "4"), distractors=("1",)),
            "not on offer before",
        ),
        (marking("[Our ER]{1} at [night]{2}"), marking("[Our ward]{1} at [night]{2}"), "words of the post"),
    ],
)
def test_what_cannot_be_told_is_named(old, new, sentence):
    assert sentence in regrading.obstacle(old, new)
    with pytest.raises(ValueError, match=sentence):
        regrading.rekeyed(old, new)
    assert worth(old, new, ["a"], only_raise=False) is None
    assert worth(old, new, ["a"], rule="full").points == 1


def test_a_typo_in_an_answer_is_no_obstacle_and_is_shown():
    mended = single("Post", "Wait a bit", "Ask", right="Wait a bit")
    assert regrading.obstacle(OLD, mended) is None
    assert worth(OLD, mended, ["b"]).points == 1
    assert regrading.rewordings(OLD, mended) == [("Wait", "Wait a bit")]
    assert regrading.rewordings(OLD, NEW) == []
    order = ordering("Stop", "Read", "Post"), ordering("Read it", "Stop", "Post")
    assert regrading.rewordings(*order) == [("Read", "Read it")]
    assert worth(*order, ["b", "a", "c"]).points == 1


def test_another_stem_and_another_target_are_shown():
    old = matching(("Photo", "Privacy"), ("Rumor", "Respect"))
    new = matching(("Photo", "Privacy law"), ("Rumor", "Respect"))
    new.stem = "Other?"
    assert regrading.rewordings(old, new) == [("q stem?", "Other?"), ("Privacy", "Privacy law")]


def test_partial_credit_given_by_the_new_version_counts():
    old = version(content(kind="multiple"))
    new = version(content(kind="multiple", credit="partial"))
    assert worth(old, new, ["a"]).points == Decimal("0.5")


def test_decisions_follow_one_another():
    full, strict = Decision(OLD, "full"), Decision(NEW, only_raise=False)
    assert regrading.points_of(OLD, [], ["a"]) == (1, None)
    assert regrading.points_of(OLD, [Decision(NEW)], ["b"]) == (1, NEW)
    assert regrading.points_of(OLD, [full, Decision(NEW)], ["c"]) == (1, OLD)
    assert regrading.points_of(OLD, [full, strict], ["c"]) == (0, NEW)


answers = st.lists(st.sampled_from("abcd"), unique=True)
keys = st.sets(st.sampled_from("abcd"), min_size=2, max_size=3)


@given(answers, keys, keys, st.sampled_from(["new_key", "either", "full"]), st.permutations("abcd"))
def test_only_raising_never_lowers_and_twice_is_once(chosen, right_before, right_after, rule, order):
    old = version(_several("abcd", right_before))
    new = version(_several(order, right_after))
    decision = Decision(new, rule)
    before = grading.grade(old, chosen)
    once, _by = regrading.points_of(old, [decision], chosen)
    assert once >= before
    assert regrading.points_of(old, [decision, decision], chosen)[0] == once
    # The key means the same answers wherever they stand.
    there = [new.options[order.index(name)]["id"] for name in chosen]
    assert grading.grade(regrading.rekeyed(old, new), chosen) == grading.grade(new, there)


def _several(names, right):
    options = tuple(OptionContent(name, name in right, "Why") for name in names)
    return content(kind="multiple", credit="partial", options=options)


def shown(own, by, chosen, points):
    """What the results page tells of one answer, the right ones included."""
    for version_ in (own, by):
        version_.created_at = NOW
    item = {"version": 1, "options": [option["id"] for option in own.options]}
    response = SimpleNamespace(chosen=chosen, points=Decimal(points), graded_by=by)
    return results.mark(1, item, own, response, key_shown=True)


def test_results_tell_the_corrected_key_in_the_answers_that_were_shown():
    mark = shown(OLD, single("Ask", "Wait", "Post", right="Ask"), ["a"], 0)
    assert (mark.better, mark.remarks[0].text, mark.remarks[0].feedback) == (("Ask",), "Post", "About Post")
    mark = shown(ordering("Stop", "Read", "Post"), ordering("Read", "Stop", "Post"), ["b", "a", "c"], 1)
    assert mark.better == ()
    assert [remark.text for remark in mark.remarks] == ["Read", "Stop", "Post"]
    old = matching(("Photo", "Privacy"), ("Rumor", "Respect"), distractors=("Pay",))
    new = matching(("Photo", "Pay"), ("Rumor", "Privacy"), distractors=("Respect",))
    assert [remark.better for remark in shown(old, new, ["a:3", "b:2"], "0.5").remarks] == ["", "Privacy"]


def test_results_after_full_credit_keep_to_what_was_asked():
    mark = shown(OLD, ordering("A", "B", "C"), ["c"], 1)
    assert (mark.right, mark.better, mark.corrected_at) == (True, ("Post",), NOW)
    assert shown(OLD, OLD, ["c"], 1).corrected_at is None
