"""`make test`: everything the tests need, then every test. Nothing is skipped because a program is missing."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tools.console import Failure, Steps, guarded, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSER = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# Debian's packages, by the program that shows that they are there. Both draw what a person would look at.
DEBIAN_PACKAGES = {"chromium": "chromium", "pdftoppm": "poppler-utils"}
SIDE_BY_SIDE = "2"


def main() -> None:
    """Find or get a browser, then become pytest: its closing lines are the last ones printed."""
    steps = Steps(total=4, done=2)
    with steps.step("Browser"):
        os.environ["CHROMIUM"] = _ensure_browser()
        say(f"      {os.environ['CHROMIUM']}")
    steps.done += 1
    say(f"[{steps.done}/{steps.total}] Tests")
    arguments = ["-n", SIDE_BY_SIDE, *shlex.split(os.environ.get("ARGS", ""))]
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])


def find_browser() -> str:
    """A Chromium that starts, or an empty string. Ubuntu's `chromium-browser` may be a stub that does not."""
    for name in (os.environ.get("CHROMIUM"), *BROWSERS, MAC_BROWSER):
        path = name and shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            return path
    return ""


def _ensure_browser() -> str:
    if _is_debian() and os.geteuid() == 0:
        _install_debian_packages()
    path = find_browser() or _playwright_browser()
    if path:
        return path
    say("      no Chromium found: playwright fetches its own")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
    path = _playwright_browser()
    if not path:
        raise Failure(
            "the browser tests need Chromium, and it could neither be found nor fetched.",
            "Debian: apt-get install chromium poppler-utils; elsewhere install Chromium or Chrome, or name one: "
            "make test CHROMIUM=/path/to/chromium",
        )
    return path


def _is_debian() -> bool:
    try:
        return "\nID=debian\n" in "\n" + Path("/etc/os-release").read_text()
    except OSError:
        return False


def _install_debian_packages() -> None:
    missing = [package for program, package in DEBIAN_PACKAGES.items() if not shutil.which(program)]
    if not missing:
        return
    say(f"      apt-get install {' '.join(missing)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
        result = subprocess.run(
            ["apt-get", "--quiet", *command], env=quiet, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if result.returncode != 0:
            last_lines = "\n".join(result.stdout.splitlines()[-15:])
            raise Failure(f"apt-get {command[0]} failed.", "check the connection, then again.", last_lines)


def _playwright_browser() -> str:
    script = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    path = result.stdout.strip()
    return path if path and Path(path).exists() else ""


if __name__ == "__main__":
    sys.exit(guarded(main))
