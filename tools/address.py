"""HOST and PORT of `make run`, checked before anything takes time. Standard library only."""

import errno
import os
import socket

from tools.console import Failure

EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- compared with what was asked for


def requested_address() -> tuple[str, int]:
    """Where the site shall answer."""
    host, text = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failure(f"PORT={text} is not a port.", "a number from 1 to 65535, for example: make run PORT=8100")
    return host, int(text)


def browser_address(host: str, port: int) -> str:
    """What to type into a browser on this machine; "every address" is not one of them."""
    local = host in ("127.0.0.1", *EVERY_ADDRESS)
    return f"http://{'localhost' if local else host}:{port}"


def check_port_is_free() -> None:
    """Say now, not after minutes of set-up, that another program has the port."""
    host, port = requested_address()
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            # As the server will do; without it the port of a site just stopped counts as taken for a minute.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError as error:
        raise Failure(f"port {port} is reserved for root.", f"choose another: make run PORT={port + 8000}") from error
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise Failure(f"HOST={host} is not an address of this machine.", "leave it out, or use 0.0.0.0.") from error
        raise Failure(
            f"port {port} on {host} cannot be used: {error.strerror}.",
            f"stop the program that has it (perhaps another `make run`), or choose another: make run PORT={port + 1}",
        ) from error
