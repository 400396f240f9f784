"""The documents say what the code does."""

import re
from pathlib import Path

from coursesite.env import Env

ROOT = Path(__file__).resolve().parents[2]


def test_settings_page_lists_every_variable() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    rows = {f"| `{name.upper()}` | {field.description} |" for name, field in Env.model_fields.items()}
    assert [row for row in rows if row not in page] == []


def test_every_runtime_dependency_has_a_reason() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text().lower()
    names = [
        re.split(r"[\[<>=# ]", line)[0].lower()
        for file in ("requirements.in", "requirements-local.in", "requirements-dev.in")
        for line in (ROOT / file).read_text().splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    ]
    assert len(names) > 30
    assert [name for name in names if f"`{name}`" not in page] == []
