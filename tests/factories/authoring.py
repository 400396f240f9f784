"""A small course in text: every kind of file and block once."""

from pathlib import Path

FILES = {
    "course.yaml": """\
type: course
key: small-course
title: A small course
summary: Everything once.
lede: Read it, and you have seen it all.
audience: Testers.
outcomes:
  - key: privacy
    text: Spot what identifies a patient.
requirements: |
  - Complete every lesson.
provider: { name: Before You Post, address: beforeyoupost.example }
signatory: { name: Mara Ferreira-Hale, title: Course director }
commercial_support: None.
disclosures:
  - name: Tamsin Achterberg
    role: Planner
    statement: Nothing to declare.
released_on: 2026-10-01
reviewed_on: 2026-10-01
expires_on: 2028-09-30
grievance_contact: Write to concerns@beforeyoupost.example.
accommodation_contact: Write to access@beforeyoupost.example.
distress_contact: Write to support@beforeyoupost.example.
""",
    "01-first/module.yaml": """\
key: first
title: The first module
kind: pitfall
summary: What comes first.
outcomes: [privacy]
""",
    "01-first/01-opening.md": """\
---
type: lesson
key: first-opening
title: The opening
minutes: 2
summary: How it begins.
lede: Begin here.
references:
  - key: guide
    text: A guide, 2011.
    url: https://example.org/guide
---

People are recognized by **what happened** to them.[^guide]

## What to look for

:::simulation
label: Public feed post
screen: post
posts:
  - author: Jonah Leith, RN
    text: |
      [Our little ER]{1} earned its coffee [on Saturday night]{2}.
notes:
  - { title: Place, text: One town, tone: risk }
  - { title: Date, text: Saturday is a date, tone: good }
:::

:::term
term: Identifiable
definition: Somebody could tell who it is.
:::

:::recall
prompt: What did you learn?
options:
  - text: Much
    correct: true
    feedback: Right.
  - text: Nothing
    feedback: Read again.
:::
""",
    "01-first/02-closing.md": """\
---
type: lesson
key: first-closing
title: The closing
minutes: 3
summary: How it ends.
lede: End here.
---

:::callout
tone: law
title: The rule
text: The law asks for *care*.
source: A law.
:::

:::reveal
summary: Show it
text: Here it is.
:::

:::checklist
title: Pause
items:
  - text: Am I tired?
    detail: Sleep first.
  - text: Am I angry?
end: Well paused.
:::

:::worked_example
title: One case
situation: Somebody writes.
simulation:
  label: Direct messages
  screen: messages
  messages:
    - { at: "23:44" }
    - { from: them, text: "Are you up?" }
    - { from: me, text: Yes. }
steps:
  - title: Look
    text: Look at it.
result: It is gone.
:::

:::plan
prompt: Write a plan.
if_hint: I am angry
then_hint: I wait
:::
""",
    "01-first/03-scenario.yaml": """\
type: scenario
key: first-scenario
title: Two in the morning
minutes: 4
summary: Decide.
start: draft
steps:
  - key: draft
    title: The draft
    text: You have a draft.
    prompt: What now?
    choices:
      - key: post
        label: Post it
        verdict: harmful
        consequence: It spreads.
        feedback: It cannot be taken back.
        next: trouble
      - key: wait
        label: Wait
        verdict: good
        consequence: You sleep.
        feedback: It can wait.
        next: morning
endings:
  - key: trouble
    outcome: harmful
    title: Trouble
    text: There is a meeting.
  - key: morning
    outcome: good
    title: Morning
    text: You delete it.
debrief: Waiting costs nothing.
""",
    "01-first/04-practice/quiz.yaml": """\
type: quiz
key: first-practice
title: Practice
minutes: 3
required: false
summary: Every kind.
intro: Try it.
pools: [final-test]
draw: 4
per_outcome: 2
pass_mark: 60
counting: last
attempts_allowed: 5
wait_minutes: 10
time_limit: 20
grace_seconds: 30
reveal: during
layout: all
""",
    "01-first/04-practice/questions/kinds.yaml": """\
- key: kind-multiple
  module: first
  outcome: privacy
  kind: multiple
  credit: partial
  stem: Which of these name a person?
  options:
    - { text: A name, correct: true, feedback: It does. }
    - { text: A face, correct: true, feedback: It may. }
    - { text: A tree, feedback: It does not. }
  explanation: People are named by more than names.
  reference: { text: A guide }
- key: kind-ordering
  module: first
  outcome: privacy
  kind: ordering
  stem: What comes first?
  options:
    - { text: Keep a copy, feedback: While it is there. }
    - { text: Take it down, feedback: At once. }
    - { text: Report it, feedback: The same day. }
  explanation: This order leaves nothing out.
  reference: { text: A guide }
- key: kind-matching
  module: first
  outcome: privacy
  kind: matching
  stem: What belongs together?
  options:
    - { text: A group, match: It leaks, feedback: Any member may share. }
    - { text: A mask, match: It slips, feedback: Habits show. }
  distractors: [It holds]
  explanation: No lock holds.
  reference: { text: A guide }
- key: kind-marking
  module: first
  outcome: privacy
  kind: marking
  stem: Mark what identifies.
  simulation:
    label: Direct messages
    screen: messages
    messages:
      - { at: "23:44" }
      - { from: me, text: "[Bed 9]{1} came in [after the crash]{2}. I am tired." }
  options:
    - { identifier: place, feedback: A bed is a place. }
    - { identifier: event, feedback: Others heard of it. }
  explanation: A bed and a crash are a person.
  reference: { text: A guide }
- key: kind-reflection
  module: first
  outcome: privacy
  kind: reflection
  stem: Write your plan.
  options:
    - { text: If … }
    - { text: Then … }
  explanation: Plans with a moment are kept more often.
  reference: { text: A guide }
""",
    "90-final-test/quiz.yaml": """\
type: quiz
key: final-test
title: Final test
minutes: 5
summary: Two questions.
intro: You pass with **80%**.
pass_mark: 80
draw: 2
""",
    "90-final-test/questions/first.yaml": """\
- key: first-place
  module: first
  outcome: privacy
  kind: single
  stem: Which detail names the place?
  options:
    - { text: The ER, correct: true, feedback: Yes. }
    - { text: The coffee, feedback: Coffee is everywhere. }
  explanation: There is one ER.
  reference: { text: A guide, url: https://example.org/guide }
- key: first-day
  module: first
  outcome: privacy
  kind: true_false
  stem: Is Saturday night a date?
  simulation:
    label: Public feed post
    screen: post
    posts:
      - { author: Jonah, text: On Saturday night. }
  options:
    - { text: "Yes, it is", correct: true, feedback: Yes. }
    - { text: "No, it is not", feedback: It is. }
  explanation: It tells when.
  reference: { text: A guide }
""",
}


def course_folder(folder: Path) -> Path:
    """Write the course into `folder` (which need not exist) and return it."""
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def change(file: Path, old: str, new: str) -> int:
    """Replace `old`, which stands in the file once, by `new`; the line where the replacement begins."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
