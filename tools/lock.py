"""`make lock`: pin the requirements anew, with hashes, for every supported Python and system. Needs uv."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tools.bootstrap import CHAIN
from tools.console import Failure, guarded, say

OLDEST_PYTHON = "3.11"
# Nothing about the machine that compiled them may stay in the files.
OPTIONS = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header")


def main() -> None:
    """Each file of the chain is bound by the one before, so that all agree on every version."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if not uv:
        raise Failure("uv is not installed.", ".venv/bin/python -m pip install uv")
    # Pins that still hold stay; `ARGS=--upgrade` takes the newest of everything.
    wanted, bound = shlex.split(os.environ.get("ARGS", "")), list[str]()
    for name in CHAIN:
        source = str(Path(name).with_suffix(".in"))
        command = [uv, "pip", "compile", "--quiet", "--python-version", OLDEST_PYTHON, *OPTIONS, *wanted]
        if subprocess.run([*command, source, *bound, "--output-file", name]).returncode != 0:
            raise Failure(f"{source} could not be resolved.", "see the lines above.")
        say(f"      {name}")
        bound = ["--constraint", name]


if __name__ == "__main__":
    sys.exit(guarded(main))
