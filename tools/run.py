"""`make run`: servers, site, worker and beat under one supervisor, until Ctrl-C."""

import http.client
import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from dotenv import dotenv_values

from tools.address import EVERY_ADDRESS, browser_address, check_port_is_free, requested_address
from tools.console import Failure, Steps, guarded, say
from tools.processes import Family, family
from tools.services import free_port, start_services

VAR = Path("var").absolute()
# What this run exports, for `make manage` in another terminal.
ENVIRONMENT = VAR / "environment.json"
DEMO_PASSWORD = "before-you-post"  # noqa: S105 -- of the demo organization, printed for everybody to use
DEMO_ROLES = {
    "clinician": "takes the course",
    "coordinator": "assigns courses, sees who is where",
    "owner": "runs the organization",
    "editor": "writes the course in the CMS at /cms/",
}
SITE_READY_SECONDS = 60
SILENCE_SECONDS, SILENCE_PATIENCE_SECONDS = 1.5, 20


class Stop(BaseException):
    """Somebody asked the run to end. Not an Exception: nothing may catch it by accident."""


def main() -> None:
    """Start everything in order, watch it, and stop it in reverse order."""
    check_port_is_free()
    owner = Owner()
    _stop_on_signals()
    steps = Steps(total=7, done=2)
    with family(VAR) as processes:
        try:
            env = _start_servers(processes, steps)
            _prepare_data(processes, steps, env)
            _start_site(processes, steps, env)
            _announce(env)
            _watch(processes, owner)
        except Stop as reason:
            say(f"\nStopping ({reason}) …")
        finally:
            ENVIRONMENT.unlink(missing_ok=True)
    say("Stopped. The data are kept in var/; the next start takes seconds.")


class Owner:
    """Who can stop the run: the make above it, and the terminal. Either may go without sending a signal."""

    def __init__(self) -> None:
        self.make = os.getppid() if "MAKELEVEL" in os.environ else None
        self.terminal = select.poll()
        if sys.stdin.isatty() and not _outlives_terminal():
            self.terminal.register(sys.stdin, select.POLLHUP)

    def is_gone(self) -> bool:
        """Looks for half a second."""
        hung_up = any(event & select.POLLHUP for _, event in self.terminal.poll(500))
        return hung_up or self.make not in (None, os.getppid())


def _stop_on_signals() -> None:
    """Ctrl-C, a kill and a closed terminal all end in the same tidy way, once."""

    def stop(received: int, _: object) -> None:
        for number in stopping:
            signal.signal(number, signal.SIG_IGN)
        raise Stop(signal.Signals(received).name)

    stopping = [signal.SIGINT, signal.SIGTERM]
    if not _outlives_terminal():
        stopping.append(signal.SIGHUP)
    for number in stopping:
        signal.signal(number, stop)


def _outlives_terminal() -> bool:
    """`nohup make run` asks for it."""
    return signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def given_environment() -> dict[str, str]:
    """`.env` counts as set, as it does for the site itself; real variables win."""
    return {name: value for name, value in dotenv_values(".env").items() if value} | dict(os.environ)


def _start_servers(processes: Family, steps: Steps) -> dict[str, str]:
    host, port = requested_address()
    env = given_environment() | {"HOST": host, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    env.setdefault("DJANGO_SETTINGS_MODULE", "coursesite.settings.dev")
    env.setdefault("BASE_URL", browser_address(host, port))
    own = [name for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_HOST") if not env.get(name)]
    title = {"DATABASE_URL": "PostgreSQL", "REDIS_URL": "Valkey", "EMAIL_HOST": "mail"}
    with steps.step("Servers: " + (", ".join(title[name] for name in own) or "all given by the environment")):
        env |= start_services(processes, env)
        if "EMAIL_HOST" in own:
            env |= _start_mail_sink(processes)
    draft = ENVIRONMENT.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({name: env[name] for name in env if env[name] != os.environ.get(name)}))
    draft.replace(ENVIRONMENT)
    return env


def _start_mail_sink(processes: Family) -> dict[str, str]:
    maildir, port = VAR / "mail", free_port()
    processes.start("mail", [sys.executable, "-m", "tools.mail_sink", str(maildir), str(port)])
    return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port), "EMAIL_USE_TLS": "false", "DEV_MAILBOX": str(maildir)}


def _prepare_data(processes: Family, steps: Steps, env: dict[str, str]) -> None:
    with steps.step("Database tables"):
        _run_once(processes, "migrate", env, "--verbosity", "1")
    with steps.step("Course and demo organization (made on the first run)"):
        _run_once(processes, "demo", env)


def _run_once(processes: Family, command: str, env: dict[str, str], *options: str) -> None:
    # Its own words are the progress; the log of every page written would bury them.
    quiet = env | {"LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
    child = processes.start(command, [sys.executable, "manage.py", command, *options], env=quiet)
    child.popen.wait()
    processes.stop(child)
    if child.popen.returncode != 0:
        raise Failure(f"`manage.py {command}` failed.", f"see what `{command}` wrote above; the data are kept.")


def _start_site(processes: Family, steps: Steps, env: dict[str, str]) -> None:
    schedule = VAR / "celery"
    schedule.mkdir(exist_ok=True)
    python, celery = sys.executable, [sys.executable, "-m", "celery", "--quiet", "-A", "coursesite"]
    # Root on a developer's machine has been told by PostgreSQL already.
    worker_env = env | {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    with steps.step("Site, worker and beat"):
        address = f"{env['HOST']}:{env['PORT']}"
        processes.start("web", [python, "manage.py", "runserver", "--noreload", address], env=env)
        processes.start("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"], env=worker_env)
        beat = ["beat", "--schedule", str(schedule / "beat"), "--pidfile=", "--loglevel", "INFO"]
        processes.start("beat", [*celery, *beat], env=env)
    with steps.step("Waiting for the first answer, and for the worker to catch up"):
        _wait_for_answer(processes, env)
        _wait_for_silence(processes)


def _wait_for_answer(processes: Family, env: dict[str, str]) -> None:
    host = "localhost" if env["HOST"] in EVERY_ADDRESS else env["HOST"]
    give_up = time.monotonic() + SITE_READY_SECONDS
    while time.monotonic() < give_up:
        _check_all_alive(processes)
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(host, int(env["PORT"]), timeout=5)
            connection.request("GET", "/livez")
            connection.getresponse()
            return
        time.sleep(0.2)
    raise Failure("the site does not answer.", "see what `web` wrote above.")


def _wait_for_silence(processes: Family) -> None:
    """The address and the sign-ins shall be the last lines, not be washed away by the mails of the first run."""
    give_up = time.monotonic() + SILENCE_PATIENCE_SECONDS
    while processes.silent_for() < SILENCE_SECONDS and time.monotonic() < give_up:
        _check_all_alive(processes)
        time.sleep(0.2)


def _check_all_alive(processes: Family) -> None:
    dead = processes.first_dead()
    if dead:
        code = dead.popen.returncode
        cause = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        raise Failure(
            f"{dead.name} ended by itself ({cause}), so everything was stopped.",
            "its last lines are above; give the same command again.",
            dead.tail(),
        )


def _announce(env: dict[str, str]) -> None:
    site = env["BASE_URL"]
    people = "".join(f"    {f'{name}@demo.example':<27} {what}\n" for name, what in DEMO_ROLES.items())
    mail = f"  Mail it sends: {site}/dev/mail/\n" if env.get("DEV_MAILBOX") else ""
    say(
        f"\n  Before You Post is running at {site}/\n\n"
        f"  Sign in with the password {DEMO_PASSWORD} as\n{people}\n{mail}"
        f"  Ctrl-C stops everything; data stay in var/.\n"
    )


def _watch(processes: Family, owner: "Owner") -> None:
    while not owner.is_gone():
        _check_all_alive(processes)
    raise Stop("make or its terminal is gone")


if __name__ == "__main__":
    sys.exit(guarded(main))
