"""GIFT: nothing is lost on the way out and back; what cannot be carried is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import exchange
from quizzes.exchange import UnreadableError
from quizzes.items import OptionContent
from tests.factories.contents import ANYTHING, SIGNS, TEXTS, contents
from tests.factories.quizzes import content

CARRIED = ("single", "multiple", "true_false", "matching", "reflection")


def read_one(text):
    [only] = exchange.read(text).questions
    return only


@settings(max_examples=150, deadline=None)
@given(contents(CARRIED))
def test_every_sound_question_comes_back_the_same(question):
    file = exchange.write("gift", "Pool", [("key-1", question)])
    assert file.left == ()
    again = read_one(file.text)
    assert (again.key, again.content, again.lost) == ("key-1", question, ())


@settings(max_examples=100, deadline=None)
@given(ANYTHING)
def test_whatever_cannot_come_back_the_same_is_reported(question):
    file = exchange.write("gift", "Pool", [("key-1", question)])
    if file.left:
        assert (file.keys, bool(file.left[0].sentence)) == ((), True)
    else:
        assert read_one(file.text).content == question


@settings(max_examples=200, deadline=None)
@given(st.one_of(TEXTS, SIGNS, st.text("~=#{}:\\%->[]T\n/ ab", max_size=60)))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        reading = exchange.read(text)
    except UnreadableError:
        return
    assert reading.questions or reading.left


def test_a_whole_pool_keeps_its_order_and_what_gift_cannot_say_is_left():
    pool = [(f"k-{kind}", content(kind, kind=kind)) for kind in (*CARRIED, "ordering", "marking")]
    file = exchange.write("gift", "Pool", pool)
    assert [(one.key, one.content) for one in exchange.read(file.text).questions] == pool[:5]
    assert [remark.name for remark in file.left] == ["k-ordering", "k-marking"]
    assert "Moodle XML can" in file.left[0].sentence


def test_the_file_is_plain_gift():
    options = (OptionContent("A ~ b", True, "50% = half"), OptionContent("#{x}", False, "No: never."))
    text = exchange.write("gift", "Pool", [("key-1", content("q", options=options))]).text
    assert "$CATEGORY: $course$/top/Pool" in text
    assert "// [id:key-1] [tag:module:heat] [tag:outcome:conduct]" in text
    assert "::q stem?::[html]q stem?{" in text
    assert "\t=A \\~ b#50% \\= half\n" in text
    assert "\t~\\#\\{x\\}#No\\: never.\n" in text


MOODLE = """// question: 0  name: Switch category to $course$/top/Privacy
$CATEGORY: $course$/top/Privacy


// question: 41  name: Screenshots
// [id:shot] [tag:law] [tag:module:heat]
::Screenshots::[html]<p>Who can copy a <b>locked</b> post\\:</p>{
\t=<p>Anyone who sees it</p>#<p>Yes \\= anyone.</p>
\t~%50%<p>Followers</p>
\t~<p>Nobody</p>#No.
\t####<p>Screenshots travel.</p>
}


Two plus two?{#4:0.5}

Grant is {~buried =entombed ~living} in Grant's tomb.

Who wrote it?{=Anne =Anne B.}

::Locked::A locked account is private.{F#It is not.#Right, screenshots.}

Which apply?{~%50%One#Yes ~%50%Two ~%-100%Three}

Match them.{
=HIPAA -> law
=Song -> no law
= -> rule
}

What will you do?{}

Read this first.

$CATEGORY: $course$/top/Order

Put in order.{>2 ALL VERTICAL ABSOLUTE_POSITION SHOW none
One
Two
}
"""


def test_a_file_of_moodles_own():
    reading = exchange.read(MOODLE)
    found = {one.key: one for one in reading.questions}
    assert list(found) == [
        "shot",
        "grant-is-_____-in-grants-tomb",
        "locked",
        "which-apply",
        "match-them",
        "what-will-you-do",
    ]
    shot = found["shot"]
    assert shot.content.stem == "Who can copy a locked post:"
    assert shot.content.explanation == "Screenshots travel."
    assert shot.content.module_key == "heat"
    assert [(o.text, o.correct, o.feedback) for o in shot.content.options] == [
        ("Anyone who sees it", True, "Yes = anyone."),
        ("Followers", False, ""),
        ("Nobody", False, "No."),
    ]
    assert shot.place == "question 1, line 7"
    tomb = found["grant-is-_____-in-grants-tomb"].content
    assert tomb.stem == "Grant is _____ in Grant's tomb."
    assert [option.text for option in tomb.options if option.correct] == ["entombed"]
    assert [(o.text, o.correct, o.feedback) for o in found["locked"].content.options] == [
        ("True", False, "It is not."),
        ("False", True, "Right, screenshots."),
    ]
    assert (found["which-apply"].content.kind, found["which-apply"].content.credit) == ("multiple", "partial")
    assert found["match-them"].content.distractors == ("rule",)
    assert found["what-will-you-do"].content.kind == "reflection"
    assert [remark.sentence for remark in reading.left] == [
        "Questions of the type “numerical” have no counterpart here.",
        "Questions of the type “shortanswer” have no counterpart here.",
        "It is a text without a question.",
        "GIFT has no order of its own. Export the question as Moodle XML.",
    ]
    assert reading.notes == ("The file has 2 categories. All go into this pool.",)


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("::A::Open{\n=one\n~two\n\nNext{T}", "A", "that line 1 opens is not closed"),
        ("// one\n::A::Text\n{=one ~two\n\nNext{T}", "A", "that line 3 opens is not closed"),
        ("::A::Closed} it\n\nNext{T}", "A", "did not open"),
        ("::A::Both{=a ~b} and {=c ~d}\n\nNext{T}", "A", "more than one pair"),
        ("::A::M{=a -> b\n=c}\n\nNext{T}", "A", "no arrow"),
    ],
)
def test_a_question_that_cannot_be_read_is_named_and_the_next_is_read(text, name, sentence):
    reading = exchange.read(text)
    assert reading.left[0].name == name
    assert sentence in reading.left[0].sentence
    assert reading.questions[-1].content.stem == "Next"


def test_windows_line_ends_tilde_equals_and_a_mark_at_the_beginning():
    only = read_one("\ufeff// [id:a]\r\nWhich?{\r\n~=one\r\n~two\r\n}\r\n")
    assert (only.key, [(o.text, o.correct) for o in only.content.options]) == ("a", [("one", True), ("two", False)])


def test_windows_1252():
    assert read_one(exchange.decode("Ménière – “private”?{T}".encode("cp1252"))).content.stem == "Ménière – “private”?"


def test_a_text_of_spaces_and_comments_holds_no_question():
    for text in ("// only a comment\n", "$CATEGORY: a\n"):
        with pytest.raises(UnreadableError, match="no question"):
            exchange.read(text)
