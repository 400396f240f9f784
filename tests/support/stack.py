"""The whole site as its users get it: gunicorn, a Celery worker, beat, Valkey and an SMTP sink, each a process of its
own, on a database of their own. For the browser tests.
"""

import json
import mailbox
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, LiteralString
from urllib.error import HTTPError, URLError

import psycopg
from psycopg import sql

from tools.processes import Child, Family, family
from tools.services import free_port, start_services

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 90


@dataclass
class Stack:
    """A running site. `url` has no slash at the end; `env` is what its processes see."""

    url: str
    env: Mapping[str, str]
    folder: Path
    processes: Family
    children: dict[str, Child] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        """Run one management command on the site's database; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, env=dict(self.env), cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Run a few lines inside the site's Django; returns what they printed."""
        return self.manage("shell", "--no-imports", "-c", code).strip()

    def rows(self, query: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        """The rows of one SQL query on the site's database; much quicker than `python`."""
        with psycopg.connect(self.env["DATABASE_URL"]) as connection:
            return connection.execute(query, values).fetchall()

    def start(self, name: str) -> None:
        """Start one of the processes: web, worker, beat or mail."""
        self.children[name] = self.processes.start(
            name, self._commands()[name], env=self.env, cwd=ROOT, log=self.folder / f"{name}.log"
        )

    def stop(self, name: str) -> None:
        """Stop it in good order."""
        self.processes.stop(self.children.pop(name))

    def kill(self, name: str) -> None:
        """Kill it and its children with -9, as the kernel does when memory runs out."""
        child = self.children.pop(name)
        os.killpg(child.popen.pid, 9)
        child.popen.wait()
        self.processes.stop(child)

    def stop_redis(self) -> list[str]:
        """Stop the broker and cache; returns what `start_redis` needs to bring it back at the same address."""
        child = next(child for child in self.processes.children if child.name == "Valkey")
        command = [str(part) for part in child.popen.args][-2:]  # type: ignore[union-attr]
        self.processes.stop(child)
        return command

    def start_redis(self, command: list[str]) -> None:
        """Bring the broker back."""
        self.processes.start("Valkey", command, log=self.folder / "valkey.log", cwd=self.folder / "valkey")

    def mails(self, to: str) -> list[EmailMessage]:
        """What arrived for one address, oldest first."""
        box = mailbox.Maildir(self.env["DEV_MAILBOX"], create=True)
        parser: BytesParser[EmailMessage] = BytesParser(policy=policy.default)
        keys = sorted(box.keys(), key=lambda key: float(key.split(".", 1)[0]))
        return [mail for mail in (parser.parsebytes(box.get_bytes(key)) for key in keys) if mail["To"] == to]

    def wait_for_mail(self, to: str, subject: str, seconds: float = 40) -> EmailMessage:
        """The newest mail to `to` whose subject holds `subject`; fails with what is there instead."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [mail for mail in self.mails(to) if subject in mail["Subject"]]
            if found:
                return found[-1]
            time.sleep(0.3)
        raise AssertionError(f"no mail “{subject}” to {to}; there are {[mail['Subject'] for mail in self.mails(to)]}")

    def _commands(self) -> dict[str, list[str]]:
        celery = [sys.executable, "-m", "celery", "-A", "coursesite"]
        return {
            "mail": [sys.executable, "-m", "tools.mail_sink", self.env["DEV_MAILBOX"], self.env["EMAIL_PORT"]],
            "web": [
                sys.executable,
                "-m",
                "gunicorn",
                "coursesite.wsgi",
                "--workers",
                "2",
                "--bind",
                self.url.removeprefix("http://"),
            ],
            "worker": [*celery, "worker", "--concurrency", "1", "--loglevel", "INFO"],
            "beat": [*celery, "beat", "--schedule", str(self.folder / "beat"), "--pidfile=", "--loglevel", "INFO"],
        }


def link_in(mail: EmailMessage, path: str) -> str:
    """The first address in a mail's plain text whose path begins with `path`."""
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None
    found = re.search(rf"https?://[^/\s]+{re.escape(path)}\S*", body.get_content())
    assert found, body.get_content()
    return found.group(0)


@contextmanager
def running_stack(folder: Path, database: str, settings: str = "coursesite.settings.dev") -> Iterator[Stack]:
    """Start everything on a fresh database named `database`, and stop it at the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    with family(folder) as processes:
        # A broker of its own, so that a test may stop it; the database server is shared.
        given = {"DATABASE_URL": _fresh_database(os.environ["DATABASE_URL"], database)}
        env = _environment(folder, given | start_services(processes, given, disposable=True), settings)
        stack = Stack(env["BASE_URL"], env, folder, processes)
        stack.manage("migrate", "--verbosity", "0")
        for name in ("mail", "web", "worker", "beat"):
            stack.start(name)
        _wait_until_ready(stack)
        yield stack


def _environment(folder: Path, servers: Mapping[str, str], settings: str) -> dict[str, str]:
    port, mail_port = free_port(), free_port()
    return dict(os.environ) | {
        **servers,
        "DJANGO_SETTINGS_MODULE": settings,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_port),
        "DEV_MAILBOX": str(folder / "mail"),
        "PRIVATE_ROOT": str(folder / "private"),
        "MEDIA_ROOT": str(folder / "media"),
    }


def _fresh_database(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        # Migrated once for the whole run; see tests/support/services_plugin.py.
        template = sql.Identifier(os.environ.get("TEST_DATABASE_TEMPLATE", "template1"))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
    base, _, query = url.partition("?")
    return base.rpartition("/")[0] + f"/{name}" + (f"?{query}" if query else "")


def _wait_until_ready(stack: Stack) -> None:
    end, answer = time.monotonic() + READY_SECONDS, "nothing"
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{stack.url}/readyz", timeout=5) as response:  # noqa: S310 -- our own
                assert json.load(response)["status"] == "ok"
                return
        except HTTPError as error:
            answer = error.read().decode()
        except (URLError, ConnectionError, TimeoutError) as error:
            answer = str(error)
        time.sleep(0.5)
    logs = "\n".join(f"{name}: {child.tail()}" for name, child in stack.children.items())
    raise AssertionError(f"the site is not ready after {READY_SECONDS} s: {answer}\n{logs}")
