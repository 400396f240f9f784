"""Child processes that are started, watched and surely stopped, also those of a run that was killed."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO

import psutil

from tools.console import Failure, say, wants_colour

GRACE_SECONDS = 10
TAIL_LINES = 25
# A process's start is reckoned from the machine's, which a corrected clock moves a little.
CLOCK_STEP_SECONDS = 2
COLOURS = {"web": 36, "worker": 35, "beat": 33, "mail": 34}


@dataclass
class Child:
    """One running process. Its output goes to a log file, or prefixed to the terminal."""

    name: str
    popen: subprocess.Popen[str]
    stop_signal: signal.Signals
    log: Path | None = None
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL_LINES))
    pump: threading.Thread | None = None
    spoke_at: float = 0.0

    def tail(self) -> str:
        """The last lines it wrote; the evidence when it died."""
        if self.log:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:])
        if self.pump:
            self.pump.join(timeout=1)
        return "\n".join(self.lines)


class Family:
    """All processes of one command. A file lists them, so that the next run can stop what a killed one left."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ledger = folder, folder / "processes.json"
        self.children: list[Child] = []

    def start(
        self,
        name: str,
        command: list[str],
        *,
        run_as: list[str] | None = None,
        env: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        log: Path | None = None,
        cwd: Path | None = None,
    ) -> Child:
        """Start a process in a session of its own: Ctrl-C reaches only the supervisor, which stops in good order."""
        output: int | IO[str] = log.open("w") if log else subprocess.PIPE
        popen = subprocess.Popen(
            # In this order: a change of user would cut the tether.
            (run_as or []) + tethered(stop_signal) + command,
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        if not isinstance(output, int):
            output.close()
        child = Child(name, popen, stop_signal, log)
        self.children.append(child)
        self._record()
        if popen.stdout:
            child.pump = threading.Thread(target=_pump, args=(child, popen.stdout), daemon=True)
            child.pump.start()
        return child

    def first_dead(self) -> Child | None:
        """A child that ended although nobody asked it to."""
        return next((child for child in self.children if child.popen.poll() is not None), None)

    def silent_for(self) -> float:
        """Seconds since any child wrote to the terminal."""
        return time.monotonic() - max((child.spoke_at for child in self.children), default=0.0)

    def stop(self, child: Child) -> None:
        """Ask, wait, insist."""
        _stop(child.popen, child.popen.pid, child.stop_signal)
        if child.pump:
            child.pump.join(timeout=2)
        self.children.remove(child)
        self._record()

    def stop_all(self) -> None:
        """Last started, first stopped: the servers outlive what uses them."""
        for child in reversed(self.children[:]):
            self.stop(child)

    def sweep(self) -> list[str]:
        """Stop what a killed run left behind; start time and number together name a process beyond doubt."""
        try:
            entries = json.loads(self.ledger.read_text())
        except (OSError, ValueError):
            return []
        stopped = []
        for entry in reversed(entries):
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(entry["pid"])
                same = abs(process.create_time() - entry["created"]) < CLOCK_STEP_SECONDS
                if same and process.status() != psutil.STATUS_ZOMBIE:
                    _stop(process, process.pid, signal.Signals(entry["signal"]))
                    stopped.append(entry["name"])
        self.ledger.unlink()
        return stopped

    def _record(self) -> None:
        entries = []
        for child in self.children:
            with suppress(psutil.NoSuchProcess):
                created = psutil.Process(child.popen.pid).create_time()
                entry = {"name": child.name, "pid": child.popen.pid, "created": created}
                entries.append(entry | {"signal": int(child.stop_signal)})
        draft = self.ledger.with_suffix(".new")
        draft.write_text(json.dumps(entries))
        draft.replace(self.ledger)


@contextmanager
def family(folder: Path) -> Iterator[Family]:
    """Hold the folder for this process alone, clear up after a killed run, and stop everything at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            raise InUse(lock.read()) from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        processes = Family(folder)
        for name in processes.sweep():
            say(f"      stopped {name}, left over from a run that was killed")
        try:
            yield processes
        finally:
            processes.stop_all()


class InUse(Failure):
    """Another command holds this folder right now."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            f"this checkout is already running ({holder}).",
            "use that one, or stop it first (Ctrl-C where it runs, or kill the process named above).",
        )


@cache
def tethered(stop_signal: signal.Signals) -> list[str]:
    """On Linux the kernel stops a child when its supervisor is killed; elsewhere the next run's sweep does."""
    prefix = ["setpriv", "--pdeathsig", stop_signal.name.removeprefix("SIG"), "--"]
    if sys.platform != "linux":
        return []
    with suppress(OSError):
        if subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
            return prefix
    return []


def _stop(process: subprocess.Popen[str] | psutil.Process, pid: int, stop_signal: signal.Signals) -> None:
    with suppress(ProcessLookupError, psutil.NoSuchProcess):
        process.send_signal(stop_signal)
    try:
        process.wait(GRACE_SECONDS)
    except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
        # Its whole session: a worker's own children too.
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        process.wait(GRACE_SECONDS)


def _pump(child: Child, stream: IO[str]) -> None:
    """Copy a child's output line by line, so that the lines of several children do not mix."""
    prefix = f"{child.name:<6} | "
    if wants_colour():
        prefix = f"\033[{COLOURS.get(child.name, 37)}m{prefix}\033[0m"
    with suppress(ValueError):
        for line in stream:
            child.spoke_at = time.monotonic()
            child.lines.append(line.rstrip())
            say(prefix + line.rstrip())
