"""`make manage ARGS="…"`: one Django command on the development data, whether `make run` is up or not."""

import json
import os
import shlex
import subprocess
import sys

from tools.console import guarded
from tools.processes import InUse
from tools.run import ENVIRONMENT, VAR, given_environment
from tools.services import services


def main() -> int:
    """Use the servers of the run that is up, or start them for this one command."""
    try:
        with services(VAR, environ=given_environment()) as env:
            return _manage(env)
    except InUse:
        if not ENVIRONMENT.exists():  # the run is still starting, or stopping
            raise
        return _manage(json.loads(ENVIRONMENT.read_text()))


def _manage(env: dict[str, str]) -> int:
    command = [sys.executable, "manage.py", *shlex.split(os.environ.get("ARGS", "help"))]
    return subprocess.run(command, env=os.environ | env).returncode


if __name__ == "__main__":
    sys.exit(guarded(main))
