"""What the tools say: numbered steps with their time, and failures that name the remedy.

Standard library only: `tools.bootstrap` imports it before any package is installed.
"""

import errno
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

TICK_SECONDS = 10
UNWRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)
_print_lock = threading.Lock()


class Failure(Exception):
    """Something that the person at the terminal can mend: what is wrong, and how to mend it."""

    def __init__(self, problem: str, remedy: str = "", details: str = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.details = problem, remedy, details


def say(text: str = "", *, end: str = "\n") -> None:
    """Print at once, whole lines only; a closed terminal must not stop the tidying up."""
    with _print_lock, suppress(OSError, ValueError):
        sys.stdout.write(text + end)
        sys.stdout.flush()


def explain(failure: Failure) -> None:
    """Show a failure: the evidence first, so that problem and remedy are the last thing read."""
    if failure.details:
        say("".join(f"      | {line}\n" for line in failure.details.splitlines()), end="")
    say(f"\nError: {failure.problem}")
    if failure.remedy:
        say(f"Remedy: {failure.remedy}")


def guarded(main: Callable[[], int | None]) -> int:
    """Run a tool; end every failure that a person can mend in a sentence instead of a traceback."""
    try:
        return main() or 0
    except Failure as failure:
        explain(failure)
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        explain(unwritable(error))
    return 1


def unwritable(error: OSError) -> Failure:
    """The disk says no."""
    return Failure(
        f"{error.filename or 'the checkout'} cannot be written: {error.strerror}.",
        "make the checkout writable for this user (chown), free some disk space, or clone it elsewhere.",
    )


def wants_colour() -> bool:
    """Colour and rewritten lines only where somebody looks at a terminal."""
    with suppress(ValueError):
        return sys.stdout.isatty()
    return False


class Steps:
    """Numbered steps: `[2/7] title`, a sign of life every ten seconds, then the time it took."""

    def __init__(self, total: int, done: int = 0) -> None:
        self.total, self.done = total, done

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Announce one step, and time it."""
        self.done += 1
        say(f"[{self.done}/{self.total}] {title}")
        start, finished = time.monotonic(), threading.Event()
        ticker = threading.Thread(target=_tick, args=(start, finished), daemon=True)
        ticker.start()
        try:
            yield
        finally:
            finished.set()
            ticker.join()
        say(f"      done in {time.monotonic() - start:.1f} s")


def _tick(start: float, finished: threading.Event) -> None:
    while not finished.wait(TICK_SECONDS):
        say(f"      … {time.monotonic() - start:.0f} s so far")
