"""Where Django finds the one static file that is made, not written: `css/site.css`."""

import atexit
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

from core import css

NAME = "css/site.css"


@cache
def _scratch() -> Path:
    """A folder of this process, removed when it ends: the file servers of development want a file on disk."""
    folder = mkdtemp(prefix="site-css-")
    atexit.register(rmtree, folder, ignore_errors=True)
    return Path(folder)


def _made() -> FileSystemStorage:
    """A storage that holds the bundle as the parts are now."""
    file = _scratch() / NAME
    file.parent.mkdir(exist_ok=True)
    text = css.bundle()
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
    return FileSystemStorage(location=_scratch())


class BundleFinder(BaseFinder):
    """Finds `css/site.css`, built from the parts that `core.css` lists."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Say so at start-up when a part is missing or not listed."""
        there = {path for path in css.FOLDER.rglob("*.css") if path.name != "cms.css"}
        odd = sorted(path.name for path in there ^ set(css.files()))
        return [Error(f"core.css.PARTS and static/css differ: {', '.join(odd)}", id="core.E001")] if odd else []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file on disk, in a list when `find_all`; an empty list, as Django's finders give, for any other file."""
        if path != NAME:
            return []
        found = _made().path(NAME)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """The one file, for `collectstatic`."""
        yield NAME, _made()
