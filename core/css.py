"""One stylesheet out of many small files, without a build step.

The parts live in `static/css/`; `PARTS` is their order and the only list of them. A page links `css/site.css`, which
`core.finders.BundleFinder` makes of them, in development at each request and for production at `collectstatic`.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "static" / "css"
# fmt: off
COMPONENTS = [
    "masthead", "nameplate", "colophon", "type", "icon", "button", "chip", "progress", "panel", "facts", "list",
    "syllabus", "task", "faq", "outline", "simulation", "post", "growing", "annotation", "pause", "callout", "notice",
    "reveal", "lesson", "turn", "choice", "question", "order", "words", "verdict", "results", "form", "table",
    "bulk", "pages", "chart", "graph", "certificate", "verification", "account", "blank",
]
# fmt: on
PARTS = [
    *("layers", "tokens", "reset", "base", "layout"),
    *(f"components/{name}" for name in COMPONENTS),
    *("forced-colors", "print", "utilities"),
]
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s*([{};])\s*")


def files() -> list[Path]:
    """Every part, in the order in which it is served."""
    return [FOLDER / f"{part}.css" for part in PARTS]


def bundle() -> str:
    """The whole stylesheet, without comments and the blanks around rules."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in files())
    return _BLANKS.sub(r"\1", _COMMENT.sub("", text)).replace(";}", "}").strip() + "\n"
