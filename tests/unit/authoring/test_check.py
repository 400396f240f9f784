"""Every fault that an author can make is told with its file, its line and a remedy."""

from pathlib import Path
from shutil import rmtree

import pytest

from authoring.check import read_course
from authoring.content import question_content
from authoring.course import ModuleSource
from authoring.problems import CourseProblems, Problem
from quizzes import items
from tests.factories.authoring import change, course_folder

COURSE = "course.yaml"
MODULE = "01-first/module.yaml"
OPENING = "01-first/01-opening.md"
CLOSING = "01-first/02-closing.md"
SCENARIO = "01-first/03-scenario.yaml"
PRACTICE = "01-first/04-practice/quiz.yaml"
KINDS = "01-first/04-practice/questions/kinds.yaml"
QUIZ = "90-final-test/quiz.yaml"
QUESTIONS = "90-final-test/questions/first.yaml"
REAL = Path(__file__).resolve().parents[3] / "modules" / "content" / "responsible-online-presence"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return course_folder(tmp_path / "course")


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(CourseProblems) as caught:
        read_course(folder)
    return caught.value.problems


def blamed(file: Path, changed: int, row: str) -> int:
    """The line that a problem must name: of the first row with `row` in it, or the changed one."""
    rows = file.read_text(encoding="utf-8").split("\n")
    return next(number for number, text in enumerate(rows, start=1) if row in text) if row else changed


# --- What is right ---------------------------------------------------------------------------------------------------


def test_a_sound_course_is_read_in_the_order_of_its_files(folder: Path) -> None:
    course = read_course(folder)
    module, test = course.groups
    assert isinstance(module, ModuleSource)
    assert (course.head.key, module.head.key, test.head.key) == ("small-course", "first", "final-test")
    assert [activity.head.key for activity in module.activities] == [
        "first-opening",
        "first-closing",
        "first-scenario",
        "first-practice",
    ]


def test_the_blocks_of_a_lesson_keep_their_order(folder: Path) -> None:
    module = read_course(folder).groups[0]
    kinds = [part.kind for part in module.activities[0].body]  # type: ignore[union-attr]
    assert kinds == ["text", "heading", "simulation", "term", "recall"]


def test_the_course_that_is_delivered_has_no_problems() -> None:
    course = read_course(REAL)
    assert course.head.key == "responsible-online-presence"


def test_comments_windows_line_ends_and_hidden_files_do_no_harm(folder: Path) -> None:
    file = folder / MODULE
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n") + b"# The end.\r\n")
    (folder / ".DS_Store").write_bytes(b"\x00")
    assert read_course(folder).groups[0].head.key == "first"


# --- Values ----------------------------------------------------------------------------------------------------------

SEEDED = {
    # file, what stands there, what it becomes, the row that is to blame ("" = the changed one), words of the message
    "a value that YAML reads as a number": (CLOSING, 'at: "23:44"', "at: 23:44", "", 'in quotes: "23:44"'),
    "a value that YAML reads as yes": (MODULE, "title: The first module", "title: yes", "", 'in quotes: "yes"'),
    "a value that YAML reads as a version": (MODULE, "title: The first module", "title: 2.0", "", 'in quotes: "2.0"'),
    "a colon without quotes": (MODULE, "What comes first.", "First: this", "", "must stand in quotes"),
    "a lost number": (MODULE, "What comes first.", "Room #4 comes first", "", "would be lost"),
    "an empty text": (MODULE, "title: The first module", "title:", "", "“title” is empty"),
    "a blank text": (MODULE, "title: The first module", 'title: " "', "", "“title” is empty"),
    "a missing field": (MODULE, "kind: pitfall\n", "", "key: first", "“kind” is missing"),
    "an unknown field": (
        QUIZ,
        "draw: 2",
        "draw: 2\npas_mark: 80",
        "pas_mark",
        "not a field here. Did you mean “pass_mark”?",
    ),
    "a field given twice": (
        MODULE,
        "kind: pitfall",
        "kind: pitfall\nkind: ethics",
        "kind: ethics",
        "stands here twice",
    ),
    "an unknown kind": (MODULE, "kind: pitfall", "kind: pitfal", "", "must be one of these: 'foundation', 'pitfall'"),
    "a key with capitals": (MODULE, "key: first", "key: First", "", "lower-case words with hyphens"),
    "a number as a text": (QUIZ, "draw: 2", "draw: two", "", "“draw” must be a whole number"),
    "a number out of range": (QUIZ, "pass_mark: 80", "pass_mark: 101", "", "at most 100"),
    "no minutes": (QUIZ, "minutes: 5", "minutes: 0", "", "at least 1"),
    "no date": (COURSE, "released_on: 2026-10-01", "released_on: soon", "", "a day like 2026-10-01"),
    "a day that does not exist": (COURSE, "released_on: 2026-10-01", "released_on: 2026-13-01", "", "cannot be read"),
    "dates in disorder": (
        COURSE,
        "expires_on: 2028-09-30",
        "expires_on: 2020-09-30",
        "type: course",
        "follow one another",
    ),
    "a text too long": (CLOSING, "title: The rule", f"title: {'x' * 121}", "", "has 121 characters; 120 fit"),
    "a list that is no list": (MODULE, "outcomes: [privacy]", "outcomes: privacy", "", "must be a list"),
    "an empty list": (MODULE, "outcomes: [privacy]", "outcomes: []", "", "needs at least 1"),
    "an anchor": (MODULE, "What comes first.", "*first", "", "must stand in quotes"),
    "a line break in a line": (MODULE, "What comes first.", "|\n  One\n  two", "One", "must be one line"),
}


@pytest.mark.parametrize("name", SEEDED)
def test_a_fault_in_a_value_is_told_where_it_stands(folder: Path, name: str) -> None:
    file, old, new, row, words = SEEDED[name]
    line = blamed(folder / file, change(folder / file, old, new), row)
    found = problems(folder)
    assert [(problem.path, problem.line) for problem in found] == [(str(folder / file), line)]
    assert words in found[0].message


# --- Lessons ---------------------------------------------------------------------------------------------------------

LESSONS = {
    "a broken head": (OPENING, "lede: Begin here.", "lede: [Begin", "references:", "cannot be read"),
    "an unknown block": (CLOSING, ":::reveal", ":::revel", "", "There is no block “revel”"),
    "a block with a space": (CLOSING, ":::reveal", "::: reveal", "", "right after :::"),
    "an unknown field of a block": (CLOSING, "source: A law.", "origin: A law.", "", "“origin” is not a field here"),
    "an unknown field deep inside": (CLOSING, "detail: Sleep first.", "details: Sleep.", "", "Did you mean “detail”?"),
    "a field missing in an item": (
        OPENING,
        "    feedback: Read again.\n",
        "",
        "text: Nothing",
        "“feedback” is missing here",
    ),
    "no right answer": (OPENING, "    correct: true\n", "", ":::recall", "exactly one option"),
    "a reference that does not exist": (
        OPENING,
        "to them.[^guide]",
        "to them.[^gide] [^guide]",
        "",
        "[^gide] cites no",
    ),
    "a reference never cited": (OPENING, "them.[^guide]", "them.", "- key: guide", "“guide” is never cited"),
    "a reference in plain text": (OPENING, "Nothing\n", "Nothing [^guide]\n", "", "cannot be cited here"),
    "a wrong address": (OPENING, "url: https://example.org/guide", "url: example.org", "", "begins with https://"),
    "a heading of another level": (OPENING, "## What to look", "### What to look", "", "A heading is a line"),
    "a script": (OPENING, "People are", "<script>alert(1)</script> People are", "", "HTML is not allowed"),
    "HTML in a block": (CLOSING, "text: The law asks", "text: <b>The law</b> asks", "", "HTML is not allowed"),
    "a link to a script": (CLOSING, "for *care*", "for [care](javascript:alert(1))", "", "A link leads to"),
    "a note without a pin": (
        OPENING,
        "[on Saturday night]{2}",
        "on Saturday night",
        ":::simulation",
        "the notes ask for",
    ),
    "a pin badly written": (
        OPENING,
        "[on Saturday night]{2}",
        "[on Saturday night]{x}",
        ":::simulation",
        "looks like this",
    ),
    "one note alone": (
        OPENING,
        "  - { title: Date, text: Saturday is a date, tone: good }\n",
        "",
        ":::simulation",
        "two notes",
    ),
    "posts on a screen of messages": (OPENING, "screen: post\n", "screen: messages\n", ":::simulation", "no “posts”"),
    "half a message": (CLOSING, "{ from: me, text: Yes. }", "{ from: me }", "", "“from” and “text”"),
    "a plan in an early lesson": (
        OPENING,
        ":::term\nterm: Identifiable\ndefinition: Somebody could tell who it is.\n",
        ":::plan\nprompt: Plan.\nif_hint: I\nthen_hint: I\n",
        "",
        "belongs in the last lesson",
    ),
}


@pytest.mark.parametrize("name", LESSONS)
def test_a_fault_in_a_lesson_is_told_where_it_stands(folder: Path, name: str) -> None:
    file, old, new, row, words = LESSONS[name]
    line = blamed(folder / file, change(folder / file, old, new), row)
    found = problems(folder)
    assert [(problem.path, problem.line) for problem in found] == [(str(folder / file), line)]
    assert words in found[0].message


def test_a_fault_inside_a_long_text_has_its_own_line(folder: Path) -> None:
    line = change(folder / SCENARIO, "text: You have a draft.", "text: |\n      One.\n\n      Two <b>words</b>.")
    found = problems(folder)
    assert [(problem.line, problem.message[:4]) for problem in found] == [(line + 3, "HTML")]


def test_a_second_plan(folder: Path) -> None:
    more = "then_hint: I wait\n:::\n\n:::plan\nprompt: P\nif_hint: I\nthen_hint: I\n"
    line = change(folder / CLOSING, "then_hint: I wait\n", more) + 3
    assert problems(folder) == [Problem(str(folder / CLOSING), line, "A module has one plan. Remove this one.")]


def test_a_block_that_was_never_opened(folder: Path) -> None:
    line = change(folder / CLOSING, ":::reveal\nsummary: Show it\ntext: Here it is.\n", "Here it is.\n") + 1
    assert [(problem.line, problem.message) for problem in problems(folder)] == [(line, "No block is open here.")]


def test_a_block_that_is_not_closed(folder: Path) -> None:
    line = change(folder / CLOSING, "text: Here it is.\n:::\n", "text: Here it is.\n") - 2
    assert [(problem.line, problem.message) for problem in problems(folder)] == [
        (line, "“:::reveal” is not closed. End it with a line :::.")
    ]


def test_a_lesson_without_a_head(folder: Path) -> None:
    (folder / CLOSING).write_text("Words.\n")
    (folder / OPENING).write_text("---\ntype: lesson\n")
    assert [(problem.line, problem.message[:16]) for problem in problems(folder)] == [
        (1, "The head does no"),
        (1, "A lesson begins "),
    ]


# --- Tests and questions ---------------------------------------------------------------------------------------------

QUESTIONS_OF_EACH_KIND = {
    "an unknown counting": (PRACTICE, "counting: last", "counting: best", "", "one of these: 'highest', 'last' or"),
    "an unknown reveal": (PRACTICE, "reveal: during", "reveal: always", "", "'during', 'after' or 'passed'"),
    "a layout of two": (PRACTICE, "layout: all", "layout: two", "", "'one' or 'all'"),
    "a negative wait": (PRACTICE, "wait_minutes: 10", "wait_minutes: -1", "", "“wait_minutes” must be at least 0"),
    "a limit that is no number": (PRACTICE, "time_limit: 20", "time_limit: .nan", "", "must be a whole number"),
    "an endless grace": (PRACTICE, "grace_seconds: 30", "grace_seconds: 601", "", "at most 600"),
    "a test that draws from nothing": (PRACTICE, "[final-test]", "[last-test]", "", "There is no test “last-test”"),
    "a pool of a lesson": (PRACTICE, "[final-test]", "[first-opening]", "", "There is no test “first-opening”"),
    "its own pool": (PRACTICE, "[final-test]", "[first-practice]", "", "already. Remove it here."),
    "more than all pools hold": (PRACTICE, "draw: 4", "draw: 8", "", "draws 8 questions and the pools hold 7"),
    "more for each outcome than a paper has": (
        PRACTICE,
        "per_outcome: 2",
        "per_outcome: 5",
        "",
        "At least 5 for each of 1 outcomes is more than the 4",
    ),
    "a paper of reflections": (PRACTICE, "draw: 4\nper_outcome: 2", "draw: 1", "draw: 1", "reflections alone"),
    "a required test that only counts once": (
        QUIZ,
        "draw: 2",
        "draw: 2\ncounting: first",
        "counting: first",
        "Whoever fails the first attempt",
    ),
    "an unknown kind of question": (KINDS, "kind: ordering", "kind: sorting", "", "'single', 'multiple', 'true_false'"),
    "credit where there is none": (
        QUESTIONS,
        "kind: single",
        "kind: single\n  credit: partial",
        "credit: partial",
        "“credit” is not a field here",
    ),
    "an unknown credit": (KINDS, "credit: partial", "credit: half", "", "'all' or 'partial'"),
    "partial credit without a wrong answer": (
        KINDS,
        "A tree, feedback",
        "A tree, correct: true, feedback",
        "options:",
        "needs at least one wrong answer",
    ),
    "an order with a key": (
        KINDS,
        "copy, feedback: While",
        "copy, correct: true, feedback: While",
        "",
        "“correct” is not a field here. These are known: text, feedback",
    ),
    "an order of two": (
        KINDS,
        "    - { text: Report it, feedback: The same day. }\n",
        "",
        "options:",
        "“options” has 2 items and needs at least 3",
    ),
    "a prompt that belongs nowhere": (KINDS, "match: It leaks, ", "", "A group", "“match” is missing here. Add it."),
    "a distractor that belongs": (
        KINDS,
        "distractors: [It holds]",
        "distractors: [It leaks]",
        "options:",
        "also belongs to a prompt",
    ),
    "an unknown identifier": (
        KINDS,
        "identifier: place",
        "identifier: bed",
        "",
        "“identifier” must be one of these: name, place",
    ),
    "a span without its pin": (
        KINDS,
        "[after the crash]{2}",
        "after the crash",
        "simulation:",
        "the pins are [1]",
    ),
    "a pin without a number": (KINDS, "{2}", "{two}", "simulation:", "looks like this"),
    "notes on words to mark": (
        KINDS,
        "    label: Direct messages\n",
        "    label: Direct messages\n    notes: []\n",
        "notes: []",
        "“notes” is not a field here",
    ),
    "pins where nothing is marked": (
        QUESTIONS,
        "text: On Saturday night.",
        'text: "On [Saturday night]{1}."',
        "simulation:",
        "The pins in the text are [1]",
    ),
    "a third box": (
        KINDS,
        "    - { text: Then … }\n",
        "    - { text: Then … }\n    - { text: Else … }\n",
        "options:",
        "needs at most 2",
    ),
    "feedback that nobody sees": (
        KINDS,
        "{ text: If … }",
        "{ text: If …, feedback: Good. }",
        "",
        "These are known: text",
    ),
    "an answer too long": (KINDS, "text: A tree", f"text: {'x' * 401}", "", "has 401 characters; 400 fit"),
    "words too long to say": (
        SCENARIO,
        "        next: trouble",
        f"        says: {'x' * 601}\n        next: trouble",
        "says: x",
        "has 601 characters; 600 fit",
    ),
    "a continuation of maybe": (
        SCENARIO,
        "    prompt: What now?",
        "    continues: maybe\n    prompt: What now?",
        "continues: maybe",
        "“continues” must be true or false",
    ),
}


@pytest.mark.parametrize("name", QUESTIONS_OF_EACH_KIND)
def test_a_fault_in_a_test_is_told_where_it_stands(folder: Path, name: str) -> None:
    file, old, new, row, words = QUESTIONS_OF_EACH_KIND[name]
    changed = change(folder / file, old, new)
    rows = (folder / file).read_text(encoding="utf-8").split("\n")
    # The row to blame stands around the change: the nearest one.
    near = [number for number, text in enumerate(rows, start=1) if row and row in text]
    line = min(near, key=lambda number: abs(number - changed)) if near else changed
    found = problems(folder)
    assert [(problem.path, problem.line) for problem in found] == [(str(folder / file), line)]
    assert words in found[0].message


def test_an_outcome_with_too_few_questions_is_told_by_name(folder: Path) -> None:
    change(folder / COURSE, "    text: Spot what", "    text: Spot it.\n  - key: conduct\n    text: Spot what")
    change(folder / KINDS, "outcome: privacy\n  kind: ordering", "outcome: conduct\n  kind: ordering")
    line = change(folder / PRACTICE, "per_outcome: 2", "per_outcome: 2")
    assert problems(folder) == [
        Problem(
            str(folder / PRACTICE),
            line,
            "A paper takes at least 2 for each outcome, and the pools hold fewer for: conduct. "
            "Write more questions, or ask for fewer.",
        )
    ]


def test_a_question_that_cannot_be_read_does_not_blame_the_draw(folder: Path) -> None:
    change(folder / KINDS, "kind: ordering", "kind: sorting")
    change(folder / PRACTICE, "draw: 4", "draw: 7")
    assert {Path(problem.path).name for problem in problems(folder)} == {"kinds.yaml"}
    (folder / KINDS).write_text("- key: [a\n")
    assert {Path(problem.path).name for problem in problems(folder)} == {"kinds.yaml"}


def test_a_question_of_each_kind_becomes_its_content(folder: Path) -> None:
    module = read_course(folder).groups[0]
    contents = {q.kind: question_content(q) for q in module.activities[3].questions}  # type: ignore[union-attr]
    assert (contents["multiple"].credit, contents["ordering"].credit) == ("partial", "all")
    assert [option.text for option in contents["ordering"].options] == ["Keep a copy", "Take it down", "Report it"]
    assert [option.match for option in contents["matching"].options] == ["It leaks", "It slips"]
    assert contents["matching"].distractors == ("It holds",)
    assert [option["text"] for option in contents["marking"].stored()["options"]] == ["Bed 9", "after the crash"]
    assert [option.identifier for option in contents["marking"].options] == ["place", "event"]
    assert [option.text for option in contents["reflection"].options] == ["If …", "Then …"]
    assert [items.faults(content) for content in contents.values()] == [[]] * 5


# --- Across values and files -----------------------------------------------------------------------------------------

ACROSS = {
    "a key used in another file": (CLOSING, "key: first-closing", "key: first-opening", "", "01-opening.md, line 3"),
    "a question's key used twice": (QUESTIONS, "- key: first-day", "- key: first-place", "", "line 1. Choose another"),
    "an outcome that does not exist": (MODULE, "[privacy]", "[boundaries]", "", "There is no outcome “boundaries”"),
    "a choice that leads nowhere": (
        SCENARIO,
        "next: morning",
        "next: evening",
        "- key: wait",
        "neither a step nor an ending",
    ),
    "no first step": (SCENARIO, "start: draft", "start: drift", "", "“drift” does not exist"),
    "two steps with one key": (SCENARIO, "- key: morning", "- key: draft", "", "used more than once"),
    "a choice given twice": (SCENARIO, "- key: wait", "- key: post", "", "Two choices have the key"),
    "a citation without references": (
        SCENARIO,
        "debrief: Waiting costs nothing.",
        "debrief: Nothing.[^a]",
        "",
        "[^a] cites",
    ),
    "a pool too small": (QUIZ, "draw: 2", "draw: 3", "", "draws 3 questions and the pools hold 2"),
    "two right answers": (
        QUESTIONS,
        "coffee, feedback",
        "coffee, correct: true, feedback",
        "options:",
        "exactly one answer",
    ),
    "no right answer": (QUESTIONS, "ER, correct: true,", "ER,", "options:", "exactly one answer"),
    "a question of no module": (
        QUESTIONS,
        "- key: first-place\n  module: first",
        "- key: x\n  module: frst",
        "module: frst",
        "no module “frst”",
    ),
    "notes on a question": (
        QUESTIONS,
        "- { author: Jonah, text: On Saturday night. }\n",
        '- { author: Jonah, text: "[On]{1} [Saturday]{2} night." }\n'
        "    notes: [{ title: A, text: B }, { title: C, text: D }]\n",
        "- key: first-day",
        "has no notes",
    ),
}


@pytest.mark.parametrize("name", ACROSS)
def test_a_disagreement_is_told_where_it_stands(folder: Path, name: str) -> None:
    file, old, new, row, words = ACROSS[name]
    line = blamed(folder / file, change(folder / file, old, new), row)
    found = problems(folder)
    assert (str(folder / file), line) in [(problem.path, problem.line) for problem in found]
    assert any(words in problem.message for problem in found if problem.line == line)


def test_an_unreachable_step_and_no_good_ending(folder: Path) -> None:
    change(folder / SCENARIO, "next: morning", "next: trouble")
    change(folder / SCENARIO, "outcome: good", "outcome: acceptable")
    sentences = {problem.message for problem in problems(folder)}
    assert sentences == {"No path leads to this ending.", "No ending is good. Add one, so that a sound path exists."}


# --- Files -----------------------------------------------------------------------------------------------------------


def test_a_folder_without_a_course(tmp_path: Path) -> None:
    assert problems(tmp_path) == [
        Problem(str(tmp_path / "course.yaml"), 1, "This file is missing: it describes the course.")
    ]


@pytest.mark.parametrize(
    ("gone", "told"),
    [(MODULE, MODULE), (QUIZ, "90-final-test/module.yaml"), (QUESTIONS, "90-final-test/questions")],
)
def test_a_missing_file_is_told(folder: Path, gone: str, told: str) -> None:
    (folder / gone).unlink()
    assert str(folder / told) in [problem.path for problem in problems(folder)]


@pytest.mark.parametrize("name", ["notes.txt", "01-first/picture.png", "90-final-test/more.yaml", "01-first/last.md"])
def test_a_file_that_does_not_belong_is_told(folder: Path, name: str) -> None:
    (folder / name).write_text("Words.\n")
    assert str(folder / name) in [problem.path for problem in problems(folder)]


def test_a_module_without_lessons(folder: Path) -> None:
    for name in (OPENING, CLOSING, SCENARIO):
        (folder / name).unlink()
    rmtree((folder / PRACTICE).parent)
    assert [problem.message for problem in problems(folder)] == ["The module has no lesson. Add one, like 01-name.md."]


def test_a_file_that_is_not_utf_8(folder: Path) -> None:
    (folder / SCENARIO).write_bytes(b"title: caf\xe9")
    assert problems(folder) == [Problem(str(folder / SCENARIO), 1, "This file is not UTF-8. Save it as UTF-8.")]


def test_all_problems_come_at_once_in_order(folder: Path) -> None:
    change(folder / MODULE, "kind: pitfall", "kind: fall")
    change(folder / OPENING, "minutes: 2", "minutes: short")
    change(folder / QUIZ, "draw: 2", "draw: 0")
    change(folder / QUESTIONS, "outcome: privacy\n  kind: single", "outcome: x\n  kind: single")
    found = problems(folder)
    assert [Path(problem.path).name for problem in found] == ["01-opening.md", "module.yaml", "first.yaml", "quiz.yaml"]


def test_one_broken_file_does_not_blame_the_others(folder: Path) -> None:
    (folder / MODULE).write_text("key: [first\n")
    assert {problem.path for problem in problems(folder)} == {str(folder / MODULE)}
