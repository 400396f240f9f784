"""A slow line at night: the first lesson is light, and needs nothing from elsewhere."""

from collections.abc import Callable

from playwright.sync_api import Response

from tests.support.browser import Visitor

LESSON = "/responsible-online-presence/in-the-heat-of-the-moment/why-it-feels-urgent/"


def test_first_lesson_is_at_most_80_kb_in_8_requests(visitor: Callable[..., Visitor]) -> None:
    clinician = visitor()
    clinician.sign_in("clinician@demo.example")
    fresh = clinician.page.context.browser.new_context(storage_state=clinician.page.context.storage_state())
    page = fresh.new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(clinician.stack.url + LESSON, wait_until="networkidle")
    sizes = {response.url: len(response.body()) for response in responses}
    fresh.close()
    assert all(url.startswith(clinician.stack.url) for url in sizes)
    assert len(sizes) <= 8, sizes
    assert sum(sizes.values()) <= 80_000, sizes
