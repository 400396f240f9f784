"""`python -m bench.pages`: requests a second of our pages beside a bare signed-in Django view, in one run.

Starts the site (gunicorn with 2 sync workers, PostgreSQL, Valkey) on a database of its own with the demo organization,
and asks from 8 clients at once, page after page in turns, so that noise falls on all alike. Prints each page's share
of the bare view: the budgets are a half for the lesson and a fifth for the coordinator's pages.
"""

import http.client
import os
import re
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.support.browser import PASSWORD
from tests.support.stack import Stack, running_stack
from tools.services import spare_services

ROOT = Path(__file__).resolve().parents[1]
CLIENTS, SECONDS, ROUNDS = 8, 3.0, 4
LESSON = "/responsible-online-presence/in-the-heat-of-the-moment/why-it-feels-urgent/"
PAGES = {
    "clinician@demo.example": {"lesson": LESSON, "my learning": "/my-learning/"},
    "coordinator@demo.example": {
        "overview": "/organizations/alder-valley/",
        "people": "/organizations/alder-valley/people/",
    },
}


def sign_in(stack: Stack, email: str) -> str:
    """The cookie header of a signed-in session."""
    connection = http.client.HTTPConnection(urlsplit(stack.url).netloc)
    connection.request("GET", "/accounts/login/")
    response = connection.getresponse()
    page = response.read().decode()
    jar = _cookies(response)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    body = urlencode({"csrfmiddlewaretoken": token.group(1), "login": email, "password": PASSWORD})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "; ".join(jar), "Referer": stack.url}
    connection.request("POST", "/accounts/login/", body, headers)
    response = connection.getresponse()
    response.read()
    assert response.status == 302, response.status
    return "; ".join(_cookies(response))


def _cookies(response: http.client.HTTPResponse) -> list[str]:
    return [header.partition(";")[0] for header in response.headers.get_all("Set-Cookie", [])]


def rate(stack: Stack, path: str, cookie: str) -> float:
    """Requests a second of one page, by `CLIENTS` clients for `SECONDS`."""
    end = time.perf_counter() + SECONDS

    def client(_number: int) -> int:
        connection, done = http.client.HTTPConnection(urlsplit(stack.url).netloc), 0
        while time.perf_counter() < end:
            connection.request("GET", path, headers={"Cookie": cookie})
            response = connection.getresponse()
            response.read()
            assert response.status == 200, (path, response.status)
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS))) / SECONDS


def main() -> None:
    """Measure and print."""
    folder = ROOT / "var" / "bench"
    with spare_services(folder / "servers") as env:
        os.environ |= env
        with running_stack(folder / "site", "bench", settings="bench.settings") as stack:
            stack.manage("demo", "--settings", "coursesite.settings.dev")
            for email, pages in PAGES.items():
                report(stack, sign_in(stack, email), {"bare view": "/bare/"} | pages)


def report(stack: Stack, cookie: str, pages: dict[str, str]) -> None:
    """Print the median rate of each page and its share of the first."""
    found: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, path in pages.items():
            found[name].append(rate(stack, path, cookie))
    yardstick = statistics.median(found["bare view"])
    for name, rates in found.items():
        median = statistics.median(rates)
        print(f"{name:<12} {median:7.0f} requests/s  {median / yardstick:5.2f} of the bare view")


if __name__ == "__main__":
    sys.exit(main())
