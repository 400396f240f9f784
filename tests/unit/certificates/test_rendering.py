"""The file: what it says, how it is made, and that it is made once."""

import hashlib
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from certificates import printing
from certificates.domain.queries import pdf_of
from certificates.domain.rendering import PATIENCE, ensure_rendered, requeue_unrendered
from certificates.models import Certificate
from certificates.tasks import task_render, task_sweep
from tests.factories.certificates import NOON, certificate

pytestmark = pytest.mark.django_db


def opened(issued: Certificate) -> PdfReader:
    """The printed file, opened."""
    return PdfReader(BytesIO(pdf_of(ensure_rendered(certificate_id=issued.pk, now=NOON))))


def words_of(issued: Certificate) -> str:
    """The text of the only page, in the order of its content, with single spaces."""
    (page,) = opened(issued).pages
    return " ".join(page.extract_text().split())


def test_the_page_says_everything_in_reading_order() -> None:
    issued = certificate(statements={"accreditation": "Approved by the Example Board of Nursing."})
    text = words_of(issued)
    expected = [
        "Before You Post",
        "Certificate of completion, awarded to",
        "Priya Nandakumar, RN",
        "for completing",
        "Building a responsible online presence",
        "0.75 contact hours of 60 minutes",
        "Completed on November 22, 2026",
        "Self-paced online course, edition 1",
        "Provided by Alder Valley Health, 12 Orchard Street, Marsh Hollow, VT. Provider number A-7.",
        "Approved by the Example Board of Nursing.",
        "M. Ferreira-Hale",
        "Course director",
        issued.code,
        "Check this certificate at",
        "testserver/v",
        "Keep this certificate",
    ]
    places = [text.find(words) for words in expected]
    assert -1 not in places, expected[places.index(-1)]
    assert places == sorted(places)


def test_without_accreditation_the_page_claims_none() -> None:
    text = words_of(certificate(provider={"name": "Alder Valley Health", "address": "Marsh Hollow", "number": ""}))
    assert "ccredit" not in text
    assert "pproved" not in text
    assert "Provider number" not in text


def test_the_file_is_tagged_titled_and_in_a_language() -> None:
    issued = certificate()
    assert printing.print_pdf(issued).accessible
    pdf = opened(issued)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert str(root["/Lang"]).startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert issued.code in str(pdf.metadata.title)
    assert pdf.metadata.author == "Alder Valley Health"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    (page,) = pdf.pages
    assert (page.mediabox.width, page.mediabox.height) == (792, 612)


def test_the_name_is_the_heading_and_the_qr_code_has_words() -> None:
    issued = certificate()
    elements = list(_elements(opened(issued).trailer["/Root"]["/StructTreeRoot"]))
    kinds = [element.get("/S") for element in elements]
    assert kinds.count("/H1") == 1
    (figure,) = [element for element in elements if element.get("/S") == "/Figure"]
    assert figure["/Alt"] == f"QR code that leads to {issued.verify_url}"


def test_every_font_is_embedded() -> None:
    (page,) = opened(certificate()).pages
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    descriptors = [
        font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for font in fonts
        if "/DescendantFonts" in font
    ]
    assert len(descriptors) == len(fonts) >= 2
    assert all(any(key in found for key in ("/FontFile", "/FontFile2", "/FontFile3")) for found in descriptors)


@pytest.mark.parametrize(
    "name",
    ['#panic("x")', '$x$ *bold* _it_ `raw` <label> @ref \\ #{1+1} // gone /* */ "quoted"', "= Heading", "</svg>&amp;"],
)
def test_markup_in_a_name_is_printed_as_it_stands(name: str) -> None:
    assert f"awarded to {name} for completing" in words_of(certificate(name=name))


@pytest.mark.parametrize(
    "name",
    [
        "Dr. Maximiliana-Theodora Konstantinopoulou-Featherstonehaugh von Habsburg-Lothringen, PhD, APRN, FNP-BC, FAAN",
        "W" * 120,
        "Ann " * 29 + "Lee",
        "Nguyễn Thị Ánh, RN",
        "Łukasz Żółć, MD",
        "Αλέξανδρος, Олександра",
        "X",
    ],
)
def test_any_name_fits_on_the_one_page(name: str) -> None:
    issued = certificate(name=name, title="A very long title of a course, " * 6 + "at last")
    text = words_of(issued)
    assert name.replace(" ", "").strip() in text.replace(" ", "")
    assert issued.code in text


def test_a_long_statement_stays_on_the_page() -> None:
    statement = "This activity was approved by the Example State Nurses Association, an accredited approver. " * 15
    assert statement.strip() in words_of(certificate(statements={"accreditation": statement}))


def test_a_script_without_glyphs_is_logged_without_the_name(caplog: pytest.LogCaptureFixture) -> None:
    issued = certificate(name="王小明, RN")
    with caplog.at_level("WARNING"):
        rendered = ensure_rendered(certificate_id=issued.pk, now=NOON)
    assert not printing.print_pdf(issued).accessible
    assert rendered.rendered_at == NOON
    told = [record.getMessage() for record in caplog.records if "glyph" in record.getMessage()]
    assert len(told) == 1
    assert str(issued.public_id) in told[0]
    assert "王" not in caplog.text


def test_the_bytes_the_sum_and_the_place_agree() -> None:
    rendered = ensure_rendered(certificate_id=certificate().pk, now=NOON)
    assert rendered.pdf.name == f"certificates/2026/{rendered.public_id}.pdf"
    content = pdf_of(rendered)
    assert hashlib.sha256(content).hexdigest() == rendered.pdf_sha256
    assert printing.print_pdf(rendered).pdf == content, "the same facts give the same bytes"


def test_a_second_rendering_changes_nothing() -> None:
    issued = certificate()
    first = ensure_rendered(certificate_id=issued.pk, now=NOON)
    written = first.pdf.storage.get_modified_time(first.pdf.name)
    task_render(issued.pk)
    issued.refresh_from_db()
    assert (issued.rendered_at, issued.pdf_sha256) == (NOON, first.pdf_sha256)
    assert issued.pdf.storage.get_modified_time(issued.pdf.name) == written


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_print_once() -> None:
    issued = certificate()
    start = threading.Barrier(2)

    def render(minutes: int) -> Certificate:
        try:
            start.wait()
            return ensure_rendered(certificate_id=issued.pk, now=NOON + timedelta(minutes=minutes))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(render, (1, 2))

    assert one.rendered_at == other.rendered_at
    assert one.pdf_sha256 == other.pdf_sha256


def _print_and_hang(certificate_id: int) -> None:
    """A worker that gets as far as the storage."""
    connection.close()
    storage = Certificate._meta.get_field("pdf").storage
    storage.save = lambda *_: time.sleep(60)
    ensure_rendered(certificate_id=certificate_id, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_the_work_to_the_sweep() -> None:
    issued = certificate()
    connection.close()
    worker = multiprocessing.get_context("fork").Process(target=_print_and_hang, args=(issued.pk,))
    worker.start()
    _wait_until_locked(issued.pk)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()

    issued.refresh_from_db()
    assert issued.rendered_at is None
    assert requeue_unrendered(now=NOON + PATIENCE) == 1
    task_render(issued.pk)
    issued.refresh_from_db()
    assert issued.rendered_at is not None
    assert requeue_unrendered(now=NOON + PATIENCE) == 0


def _wait_until_locked(certificate_id: int) -> None:
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM certificates_certificate WHERE id = %s FOR UPDATE SKIP LOCKED", [certificate_id]
            )
            if cursor.fetchone() is None:
                return
        time.sleep(0.05)
    raise AssertionError("the worker never came to the row")


def test_the_sweep_leaves_fresh_certificates_to_their_own_task() -> None:
    certificate()
    assert requeue_unrendered(now=NOON + PATIENCE - timedelta(seconds=1)) == 0
    assert requeue_unrendered(now=NOON + PATIENCE) == 1
    task_sweep()


def _elements(node: DictionaryObject) -> "list[DictionaryObject]":
    found = []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        child = kid.get_object()
        if isinstance(child, DictionaryObject) and "/S" in child:
            found += [child, *_elements(child)]
    return found
