"""Moodle XML: nothing is lost on the way out and back; what comes from Moodle itself is read or explained."""

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings

from quizzes import exchange
from quizzes.exchange import UnreadableError, markup
from quizzes.items import OptionContent, QuestionContent
from tests.factories.contents import ANYTHING, contents
from tests.factories.quizzes import content

ALL = ("single", "multiple", "true_false", "ordering", "matching", "marking", "reflection")
SCREEN = {"label": "Feed", "screen": "post", "posts": [{"author": "Jonah Leith, RN", "text": "Our little ER."}]}


def written(question):
    file = exchange.write("moodle-xml", "Pool", [("key-1", question)])
    assert file.left == ()
    return file.text


def read_one(text):
    [only] = exchange.read(text).questions
    return only


def quiz(*questions):
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>"


@settings(max_examples=150, deadline=None)
@given(contents(ALL))
def test_every_sound_question_comes_back_the_same(question):
    again = read_one(written(question))
    assert (again.key, again.content, again.lost) == ("key-1", question, ())


@settings(max_examples=100, deadline=None)
@given(ANYTHING)
def test_whatever_cannot_come_back_the_same_is_reported(question):
    file = exchange.write("moodle-xml", "Pool", [("key-1", question)])
    if file.left:
        assert file.keys == ()
        assert file.left[0].sentence
    else:
        assert read_one(file.text).content == question


@pytest.mark.parametrize("kind", ALL)
def test_a_whole_pool_keeps_its_order_and_says_the_same_twice(kind):
    pool = [(f"{kind}-{n}", content(f"{kind}{n}", kind=kind)) for n in range(3)]
    text = exchange.write("moodle-xml", "A/B", pool).text
    assert [(one.key, one.content) for one in exchange.read(text).questions] == pool
    assert exchange.write("moodle-xml", "A/B", pool).text == text
    assert "$course$/top/A//B" in text


def test_the_weights_are_those_that_moodle_takes():
    options = tuple(OptionContent(str(n), n < 3, "Why.") for n in range(5))
    for credit, wrong in (("partial", '"-50"'), ("all", '"-100"')):
        text = written(content(kind="multiple", options=options, credit=credit))
        assert text.count('fraction="33.33333"') == 3
        assert text.count(f"fraction={wrong}") == 2


def test_moodle_shows_the_screen_the_source_and_the_boxes():
    text = written(content(simulation=SCREEN))
    assert "&lt;strong&gt;Jonah Leith, RN&lt;/strong&gt;" in text
    assert "Our little ER." in text
    assert '&lt;a href="https://example.org/source"&gt;q source&lt;/a&gt;' in text
    assert '&lt;p class="byp-box"&gt;q box&lt;/p&gt;' in written(content(kind="reflection"))


def test_pins_are_brackets_for_word_select_and_stand_nowhere_before_the_feedback():
    text = written(content(kind="marking"))
    shown = text.partition("<generalfeedback")[0]
    assert "[Our] [little] [ER] saved him on [Saturday] [night.]" in shown
    assert "{1}" not in shown
    assert '<question type="wordselect">' in text


def test_a_post_full_of_brackets_is_reported():
    screen = {"label": "[Feed] {x}", "screen": "post", "posts": [{"author": "A", "text": "He said [this]{1}."}]}
    question = content(kind="marking", simulation=screen, options=(OptionContent(feedback="Why.", identifier="date"),))
    file = exchange.write("moodle-xml", "Pool", [("key-1", question)])
    assert "brackets" in file.left[0].sentence


def test_what_was_changed_in_moodle_wins_over_the_copy():
    text = written(content("old", simulation=SCREEN))
    changed = text.replace("old stem?", "New stem?").replace("old feedback 2", "New feedback")
    again = read_one(changed).content
    assert again.stem == "New stem?"
    assert again.options[1].feedback == "New feedback"
    assert again.simulation == SCREEN

    pairs = read_one(written(content("old", kind="matching")).replace(">old option 2<", ">New prompt<")).content
    assert [option.text for option in pairs.options] == ["old option 1", "New prompt", "old option 3"]
    assert [option.feedback for option in pairs.options] == ["old option 1 feedback", "", "old option 3 feedback"]


def test_a_screen_that_was_changed_in_moodle_becomes_words():
    again = read_one(written(content("q", simulation=SCREEN)).replace("Our little ER", "Our big hospital"))
    assert again.content.simulation is None
    assert again.content.stem.startswith("Simulation: Feed")
    assert "Our big hospital" in again.content.stem
    assert "became words" in again.lost[0]


@pytest.mark.parametrize(
    "copy",
    ["{", "[]", '{"kind":{"was":"x","value":"unknown"}}', '{"simulation":{"was":"x","value":{"label":1}}}', "[" * 9000],
)
def test_a_forged_copy_is_ignored(copy):
    text = written(content("q")).replace("q explanation.", f"q explanation.&lt;!-- before-you-post {copy} --&gt;")
    assert read_one(text).content == content("q")


def test_a_forged_address_is_left_out():
    again = read_one(written(content("q")).replace("https://example.org/source", "javascript:alert(1)"))
    assert again.content.reference == {"text": "q source", "url": ""}
    assert "no web address" in again.lost[0]


MOODLE = quiz(
    """<!-- question: 0  -->
  <question type="category"><category><text>$course$/top/Privacy</text></category><info format="moodle_auto_format">
    <text>From the nurse educators.</text></info><idnumber></idnumber></question>""",
    """<!-- question: 311  -->
  <question type="multichoice">
    <name><text>Who may know?</text></name>
    <questiontext format="html"><text><![CDATA[<p dir="ltr">Who may see the <b>chart</b>?</p>
<p><img src="@@PLUGINFILE@@/ward.png" alt="A ward"></p>]]></text>
    <file name="ward.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext>
    <generalfeedback format="html">
      <text><![CDATA[<p>Those who need it &amp; nobody else.</p>]]></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber></idnumber>
    <single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>
    <correctfeedback format="html"><text>Your answer is correct.</text></correctfeedback>
    <incorrectfeedback format="html"><text>Think of the patient.</text></incorrectfeedback>
    <answer fraction="100" format="html"><text><![CDATA[<p>The care team</p>]]></text>
      <feedback format="html"><text><![CDATA[<p>Yes.</p>]]></text></feedback></answer>
    <answer fraction="50" format="html"><text><![CDATA[<p>The whole ward</p>]]></text>
      <feedback format="html"><text></text></feedback></answer>
    <hint format="html"><text>Minimum necessary.</text></hint>
  </question>""",
    """<!-- question: 312  -->
  <question type="truefalse">
    <name><text>A locked account</text></name>
    <questiontext format="moodle_auto_format"><text>A locked account is private.
Is that so?</text></questiontext>
    <generalfeedback format="html"><text>Screenshots travel.</text></generalfeedback>
    <idnumber>TF 1</idnumber>
    <answer fraction="0" format="moodle_auto_format"><text>true</text>
      <feedback format="html"><text>No.</text></feedback></answer>
    <answer fraction="100" format="moodle_auto_format"><text>false</text>
      <feedback format="html"><text>Right.</text></feedback></answer>
  </question>""",
    '<question type="category"><category><text>$course$/top/Sums</text></category></question>',
    *(
        f'<question type="{kind}"><name><text>The {kind}</text></name>'
        "<questiontext format='html'><text>x</text></questiontext></question>"
        for kind in ("numerical", "shortanswer", "cloze", "calculatedmulti", "ddimageortext", "description")
    ),
    """<question type="multichoice"><name><text>Which apply</text></name>
    <questiontext format="html"><text>Which apply?</text></questiontext><single>false</single>
    <answer fraction="50"><text>One</text></answer><answer fraction="50"><text>Two</text></answer>
    <answer fraction="0"><text>Three</text></answer></question>""",
    """<question type="matching"><name><text>Match</text></name><questiontext format="html"><text>Match.</text>
    </questiontext><subquestion format="html"><text><![CDATA[<p>HIPAA</p>]]></text><answer><text>Law</text></answer>
    </subquestion><subquestion format="html"><text></text><answer><text>Song</text></answer></subquestion>
    </question>""",
    """<question type="wordselect"><name><text>Verbs</text></name><questiontext format="html">
    <text>The cat [sat].</text></questiontext><introduction>Find the verb</introduction><delimitchars>[]</delimitchars>
    </question>""",
    """<question type="essay"><name><text>Reflect</text></name><questiontext format="html"><text>What now?</text>
    </questiontext><graderinfo format="html"><text>Look for a plan.</text></graderinfo></question>""",
)


def test_a_file_of_moodles_own():
    reading = exchange.read(MOODLE)
    questions = {one.key: one for one in reading.questions}
    assert list(questions) == ["who-may-know", "tf-1", "which-apply", "match", "reflect"]

    chart = questions["who-may-know"]
    assert chart.content.stem == "Who may see the chart?"
    assert chart.content.explanation == "Those who need it & nobody else."
    assert [(o.text, o.correct, o.feedback) for o in chart.content.options] == [
        ("The care team", True, "Yes."),
        ("The whole ward", False, ""),
    ]
    said = " ".join(chart.lost)
    for part in ("ward.png", "formatting", "hints", "as a whole", "part of the points"):
        assert part in said
    assert chart.place == "question 1, line 7"

    locked = questions["tf-1"]
    assert locked.content.kind == "true_false"
    assert locked.content.stem == "A locked account is private.\nIs that so?"
    assert [(o.text, o.correct, o.feedback) for o in locked.content.options] == [
        ("True", False, "No."),
        ("False", True, "Right."),
    ]
    assert "TF 1" in locked.lost[-1]

    assert questions["which-apply"].content.credit == "partial"
    assert "even shares" in questions["which-apply"].lost[0]
    assert questions["match"].content.distractors == ("Song",)
    assert questions["reflect"].content.options == (OptionContent("Your answer"),)
    assert "graders" in questions["reflect"].lost[0]


def test_what_has_no_counterpart_is_named_with_its_place():
    reading = exchange.read(MOODLE)
    assert [remark.name for remark in reading.left] == [
        *("The numerical", "The shortanswer", "The cloze", "The calculatedmulti", "The ddimageortext"),
        *("The description", "Verbs"),
    ]
    assert "“numerical” have no counterpart" in reading.left[0].sentence
    assert reading.left[5].sentence == "It is a text without a question."
    assert reading.left[0].place.startswith("question 3, line ")
    assert reading.notes == ("The file has 2 categories. All go into this pool.",)


def question(name, idnumber="", kind="essay"):
    return (
        f'<question type="{kind}"><name><text>{name}</text></name><questiontext format="html"><text>{name}?</text>'
        f"</questiontext><idnumber>{idnumber}</idnumber></question>"
    )


def test_an_id_that_repeats_is_refused_and_a_name_that_repeats_gets_a_number():
    reading = exchange.read(quiz(question("A", "same"), question("B", "same"), question("C"), question("C")))
    assert [one.key for one in reading.questions] == ["same", "c", "c-2"]
    [again] = reading.left
    assert (again.name, again.place) == ("same", "question 2, line 4")
    assert "question 1, line 3" in again.sentence


BOMB = """<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("\ufeff \n", "empty"),
        ("<quiz><question></quiz>", "line 1, column 19"),
        ("\n\n<quiz>\n<question type='essay'>\x00</question></quiz>", "line 4"),
        ("<html><body>Sign in</body></html>", "does not begin with <quiz>"),
        ("<quiz></quiz>", "no question"),
        (BOMB, "declares a document type"),
        (OUTSIDE, "declares a document type"),
        ("<quiz>" + "<a>" * 60 + "</a>" * 60 + "</quiz>", "nested too deeply"),
        (quiz(*(question(str(n)) for n in range(501))), "more than 500"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(UnreadableError, match=sentence):
        exchange.read(text)


def test_a_text_that_is_too_long_is_reported_and_the_others_are_read():
    reading = exchange.read(quiz(question("x" * 300_000, "long"), question("B", "short")))
    assert [one.key for one in reading.questions] == ["short"]
    assert "too long" in reading.left[0].sentence


def test_a_question_with_very_many_answers_is_reported():
    answers = "<answer fraction='0'><text>x</text></answer>" * 27
    reading = exchange.read(quiz(f"<question type='multichoice'><name><text>A</text></name>{answers}</question>"))
    assert reading.left[0].sentence == "It has more than 26 answers."


@pytest.mark.parametrize(
    "piece", ["<!--", "<a ", "<", "&#", "<![CDATA[", "</", "<a b='", "<script>", "<p class=byp-x>"]
)
def test_no_text_takes_long_to_read(piece):
    start = perf_counter()
    markup.read(piece * (markup.LONGEST // len(piece)))
    assert perf_counter() - start < 10


def test_html_becomes_words():
    page = markup.read(
        "<p>One&nbsp;&amp; two &lt;3 < 4<br/>five</p>\n<ul><li>six</li><li>seven</li></ul><script>alert(1)</script>"
        "<table><tr><td>a</td><td>b</td></tr></table><a href='https://example.org/x'>here</a><!-- said --> "
        '&#99999999999;<img src="data:image/png;base64,AAAA"><IMG alt="x>y" SRC=pics/ward.png>'
    )
    assert page.text == "One & two <3 < 4\nfive\n\nsix\n\nseven\n\na b\n\nhere (https://example.org/x) \ufffd"
    assert (page.comment, page.media, page.styled) == ("said", ["img", "ward.png"], True)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "cp1252"),
        ('<?xml version="1.0" encoding="windows-1252"?>', "cp1252"),
        ('<?xml version="1.0" encoding="ISO-8859-15"?>', "iso-8859-15"),
        ('<?xml version="1.0" encoding="no-such"?>', "cp1252"),
        ('<?xml version="1.0" encoding="undefined"?>', "cp1252"),
    ],
)
def test_files_in_other_encodings(head, encoding):
    data = (head + "<quiz>" + question("Ménière", "a") + "</quiz>").encode(encoding)
    assert read_one(exchange.decode(data)).content.stem == "Ménière?"


def test_no_declared_encoding_makes_what_cannot_be_stored():
    data = '<?xml version="1.0" encoding="unicode_escape"?><quiz>\\ud800\xe9</quiz>'.encode("cp1252")
    assert "\\ud800é" in exchange.decode(data)


def test_a_large_file_is_refused():
    with pytest.raises(UnreadableError, match="larger than 5 MB"):
        exchange.decode(b"x" * (5 * 1024 * 1024 + 1))


def test_answers_that_are_nothing_of_the_kind():
    text = quiz(
        '<question type="multichoice"><answer fraction="NaN"><text>A</text></answer>'
        '<answer fraction="1e999"><text>B</text></answer><answer><text>C</text></answer></question>'
    )
    only = read_one(text)
    assert only.key == "question"
    assert [option.correct for option in only.content.options] == [False] * 3


def test_a_draft_without_answers_is_reported():
    empty = QuestionContent(kind="", stem="", options=(), explanation="", module_key="", outcome_key="")
    file = exchange.write("moodle-xml", "Pool", [("a", empty), ("b", content())])
    assert file.keys == ("b",)
    assert file.left[0].sentence == "It has no kind of answers yet."


def test_what_looks_otherwise_in_moodle_is_said():
    pool = [(kind, content(kind, kind=kind)) for kind in ALL]
    pool.append(("screen", replace(content("screen"), simulation=SCREEN)))
    different = {remark.name for remark in exchange.write("moodle-xml", "Pool", pool).different}
    assert different == {"multiple", "ordering", "matching", "marking", "screen"}
