"""First step of every make target: `.venv` with the pinned packages, then the tool itself takes over.

Standard library only. A second start finds its stamp and takes a fraction of a second.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.address import check_port_is_free
from tools.console import Failure, Steps, guarded, say, unwritable, wants_colour

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed.json"
PIP_LOG = ROOT / "var" / "log" / "pip.log"

# What each command installs. The later file of the chain holds all of the earlier ones.
CHAIN = ("requirements.txt", "requirements-local.txt", "requirements-dev.txt")
NEEDS = {
    "run": "requirements-local.txt",
    "manage": "requirements-local.txt",
    "test": "requirements-dev.txt",
    "check": "requirements-dev.txt",
    "lock": "requirements-dev.txt",
}
STEPS = {"run": 7, "test": 4, "check": 3, "manage": 2, "lock": 2}
# Commands whose own output is the point: silent when there is nothing to set up.
TERSE = ("manage", "lock")


def main() -> None:
    """Prepare the environment, then become `tools.<command>` (same process, so signals reach it)."""
    command, *arguments = sys.argv[1:]
    requirements = NEEDS[command]
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` must hold
            signal.signal(number, signal.default_int_handler)
    if command == "run":
        check_port_is_free()
    with _only_one():
        if command not in TERSE or not _is_ready(requirements):
            _prepare(requirements, Steps(STEPS[command]))
    os.chdir(ROOT)
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", f"tools.{command}", *arguments])


def _prepare(requirements: str, steps: Steps) -> None:
    fresh = _is_ready(requirements)
    with steps.step(f"Python environment in .venv (Python {sys.version_info.major}.{sys.version_info.minor})"):
        if not _venv_is_usable():
            _make_venv()
    title = f"Packages of {requirements}"
    with steps.step(title if fresh else f"{title}: the first time takes a minute or two"):
        if not fresh:
            _install(requirements)
        _make_importable()


@contextmanager
def _only_one() -> Iterator[None]:
    """Two makes at once must not install into one another's environment. Also proves that the disk can be written."""
    try:
        PIP_LOG.parent.mkdir(parents=True, exist_ok=True)
        lock = (ROOT / "var" / "bootstrap.lock").open("w")
    except OSError as error:
        raise unwritable(error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("      waiting for another make that is installing packages here")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_ready(requirements: str) -> bool:
    return _venv_is_usable() and _is_stamped(requirements)


def _venv_is_usable() -> bool:
    """False as well for a copied, half-made or outdated environment: then it is made anew."""
    wanted = ".".join(map(str, sys.version_info[:2])) if os.environ.get("PYTHON") else ""
    probe = "import sys, pip; assert sys.version_info >= (3, 11); print('%d.%d' % sys.version_info[:2])"
    try:
        result = subprocess.run([VENV_PYTHON, "-c", probe], capture_output=True, text=True)
    except OSError:
        return False
    return result.returncode == 0 and wanted in ("", result.stdout.strip())


def _make_venv() -> None:
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode == 0:
        return
    output = (result.stdout + result.stderr).strip()
    shutil.rmtree(VENV, ignore_errors=True)
    if "ensurepip" in output:
        version = f"python3.{sys.version_info.minor}-venv"
        raise Failure(
            "this Python comes without venv or pip.",
            f"Debian, Ubuntu: apt-get install python3-venv (or {version}), then the same command again.",
            output,
        )
    raise Failure("the Python environment .venv could not be made.", "see the lines above; is the disk full?", output)


def _digests(requirements: str) -> dict[str, str]:
    names = CHAIN[: CHAIN.index(requirements) + 1]
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}


def _is_stamped(requirements: str) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return bool(stamp.get(requirements) == _digests(requirements)[requirements])


def _install(requirements: str) -> None:
    STAMP.unlink(missing_ok=True)
    command: list[str | Path] = [
        VENV_PYTHON,
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--prefer-binary",
        "--no-input",
    ]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", ROOT / requirements]
    pins = len(re.findall(r"^\w[\w.-]*==", (ROOT / requirements).read_text(), re.MULTILINE))
    returncode, tail = _run_pip(command, pins)
    if returncode != 0:
        raise _pip_failure(requirements, tail)
    STAMP.write_text(json.dumps(_digests(requirements)))


def _run_pip(command: list[str | Path], pins: int) -> tuple[int, list[str]]:
    tail: deque[str] = deque(maxlen=12)
    pip = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert pip.stdout
    try:
        with PIP_LOG.open("w") as log:
            for line in pip.stdout:
                log.write(line)
                tail.append(line.rstrip())
                _show_progress(line, pins)
    except BaseException:
        pip.terminate()
        raise
    return pip.wait(), list(tail)


_seen: set[str] = set()


def _show_progress(line: str, pins: int) -> None:
    """One line that moves on a terminal; elsewhere every tenth package, so that a log stays short."""
    collecting = re.match(r"(?:Collecting|Requirement already satisfied:) (\S+?)==(\S+)", line)
    if collecting:
        _seen.add(collecting[1])
        text = f"      package {len(_seen)} of about {pins}: {collecting[1]} {collecting[2]}"
        if wants_colour():
            say(f"\r\033[K{text}", end="")
        elif len(_seen) % 10 == 1:
            say(text)
    elif line.startswith("WARNING: Retrying"):
        say("      the download does not come through; pip tries again")
    elif line.startswith("Installing collected packages"):
        say(f"{chr(10) if wants_colour() else ''}      unpacking {len(line.split(','))} packages")


def _pip_failure(requirements: str, tail: list[str]) -> Failure:
    output = PIP_LOG.read_text()
    if "No space left" in output:
        remedy = "free some disk space (about 1 GB is needed), then the same command again."
    elif "Permission denied" in output:
        remedy = "make .venv writable for this user, or delete it, then the same command again."
    elif "DO NOT MATCH THE HASHES" in output:
        remedy = "a package is not the file that was pinned: check the package index or mirror that pip is set to."
    else:
        remedy = (
            "usually the download: check the connection and give the same command again, what was fetched is kept. "
            "Behind a proxy set HTTPS_PROXY; with a mirror, pip's own settings hold. All of it: var/log/pip.log"
        )
    return Failure(f"pip could not install {requirements}.", remedy, "\n".join(tail))


def _make_importable() -> None:
    """Let a bare `pytest` find the project: its plugins load before any setting could put the root on the path."""
    for packages in (VENV / "lib").glob("python3*/site-packages"):
        (packages / "before_you_post.pth").write_text(f"{ROOT}\n")


if __name__ == "__main__":
    sys.exit(guarded(main))
