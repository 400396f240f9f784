"""The holder's file and the public check."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from certificates.codes import normalize
from certificates.domain.queries import find_by_code, pdf_of
from certificates.domain.rendering import queue_rendering
from certificates.forms import CodeForm
from certificates.models import Certificate
from core import clock, limits
from core.access import public, signed_in
from core.errors import Gone

#: Checks from one network address: a board's clerk with a stack of papers stays below, a guesser does not.
MOST_CHECKS, CHECK_SECONDS = 60, 600


@signed_in
def download(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The holder's own file; a page that says so while it is being printed."""
    certificate = get_object_or_404(Certificate, public_id=public_id, enrollment__learner=request.user)
    if certificate.revoked_at is not None:
        raise Gone(_("This certificate was revoked. Write to the course provider if you think that is a mistake."))
    if certificate.rendered_at is None:
        queue_rendering(certificate=certificate)
        return render(request, "certificates/preparing.html", {"certificate": certificate}, status=202)
    headers = {
        "Content-Disposition": f'attachment; filename="{certificate.filename}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(pdf_of(certificate), content_type="application/pdf", headers=headers)


@public
def check(request: HttpRequest) -> HttpResponse:
    """The form for a code; a good one leads on to its page."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("certificates:verify", code=form.cleaned_data["code"])
    return render(request, "certificates/check.html", {"form": form}, status=400 if form.is_bound else 200)


@public
def verify(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the register says about a code, as a page or, to whoever asks for it, as JSON."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _vary(verify_json(request, code))
    _limit(request)
    canonical = normalize(code)
    if canonical and canonical != code:
        return redirect("certificates:verify", code=canonical)
    certificate = find_by_code(code)
    context = {"certificate": certificate, "checked_at": clock.now(), "form": CodeForm(), "typed": canonical or code}
    if certificate is None:
        return _vary(_unlisted(render(request, "certificates/unknown.html", context, status=404)))
    return _vary(_unlisted(render(request, "certificates/verify.html", context)))


@public
def verify_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same facts for a program; `{"state": "unknown"}` with 404 for a code that was never given."""
    _limit(request)
    certificate = find_by_code(code)
    if certificate is None:
        return _unlisted(JsonResponse({"state": "unknown"}, status=404))
    return _unlisted(JsonResponse({**_facts(certificate), "checked_at": clock.now().isoformat(timespec="seconds")}))


def _facts(certificate: Certificate) -> dict[str, Any]:
    """Who, what, when, how much, from whom, and whether it still stands. Nothing else is public."""
    return {
        "code": certificate.code,
        "state": certificate.state,
        "holder": certificate.holder_name,
        "course": certificate.course_title,
        "edition": certificate.edition_number,
        "contact_hours": certificate.hours,
        "completed_on": certificate.completed_on.isoformat(),
        "provider": {key: certificate.provider.get(key, "") for key in ("name", "number")},
        "revoked_on": certificate.revoked_at.date().isoformat() if certificate.revoked_at else None,
    }


def _limit(request: HttpRequest) -> None:
    limits.check(scope="certificates.verify", who=limits.address_of(request), most=MOST_CHECKS, seconds=CHECK_SECONDS)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Neither search engines nor caches keep people's names."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response


def _vary(response: HttpResponseBase) -> HttpResponseBase:
    patch_vary_headers(response, ["Accept"])
    return response
