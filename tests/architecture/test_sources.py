"""Rules about the sources themselves that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    *("accounts", "authoring", "certificates", "coordination", "core", "coursesite", "enrollments", "learning"),
    *("modules", "notices", "organizations", "quizzes", "tools"),
)
SOURCES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
#: Mail programs need styles in the page.
MAIL = ROOT / "templates" / "notices" / "mail" / "base.html"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=\"", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert path == MAIL or "<style" not in text


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_domain_and_models_know_no_http() -> None:
    forbidden = ("django.http", "django.shortcuts", "django.contrib.messages")
    faults = []
    for path in SOURCES:
        if "domain" not in path.parts and path.stem != "models" and "models" not in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(forbidden):
                faults.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert faults == []


def test_every_mail_has_a_plain_twin() -> None:
    mails = [path for path in TEMPLATES if path.parent.name == "mail" and path.parent.parent.name != "notices"]
    assert mails
    assert [path for path in mails if not path.with_suffix(".txt").exists()] == []


def test_every_app_says_what_it_is_for() -> None:
    apps = [app for app in APPS if app not in {"coursesite", "tools"}]
    assert [app for app in apps if not (ROOT / app / "README.md").exists()] == []


def test_no_test_empties_the_cache_of_its_neighbors() -> None:
    call = "cache." + "clear()"
    assert [path for path in (ROOT / "tests").rglob("*.py") if call in path.read_text()] == []
