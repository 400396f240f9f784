"""Names that can stand on a certificate."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.names import check_name, confirm_certificate_name
from core.errors import DomainError
from core.models import AuditEvent
from tests.factories.accounts import UserFactory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Priya   Nandakumar, RN ", "Priya Nandakumar, RN"),
        ("Zoë O’Brien-Łuczak, PharmD", "Zoë O’Brien-Łuczak, PharmD"),
        ("محمد العربي", "محمد العربي"),
        ("王小明", "王小明"),
    ],
)
def test_name_is_kept_with_spaces_folded(typed: str, kept: str) -> None:
    assert check_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "123", "Rosa\u202eNR", "Rosa\x07", "<b>Rosa</b>", "{{7*7}} Rosa"])
def test_name_that_hides_or_does_not_print_is_refused(typed: str) -> None:
    with pytest.raises(DomainError):
        check_name(typed)


@given(st.text(max_size=120))
def test_what_passes_passes_again_unchanged(typed: str) -> None:
    try:
        kept = check_name(typed)
    except DomainError:
        return
    assert check_name(kept) == kept
    assert "\n" not in kept
    assert "<" not in kept


@pytest.mark.django_db
def test_confirming_stores_the_name_and_leaves_a_trace_without_it() -> None:
    user = UserFactory(name="Rosa")
    confirm_certificate_name(user=user, name="Rosa Ibarra, RN", now=NOW)
    user.refresh_from_db()
    assert (user.certificate_name, user.certificate_name_confirmed_at) == ("Rosa Ibarra, RN", NOW)
    event = AuditEvent.objects.get(verb="accounts.confirm_name")
    assert event.object_id == str(user.pk)
    assert "Rosa" not in f"{event.before}{event.after}"
