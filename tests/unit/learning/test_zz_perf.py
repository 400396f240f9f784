import time, tracemalloc, pytest
from datetime import date
from django.db import connection
from tests.factories.enrollments import *
from tests.factories.organizations import *
from enrollments.domain.assigning import *
from enrollments.domain import reminders as r
from tests.unit.enrollments.test_assigning import crowd
import re


@pytest.mark.django_db
def test_p():
    org = OrganizationFactory.create()
    crowd(org, 20000)
    c = make_course(lessons=(1,))
    boss = UserFactory.create()
    t = time.time()
    assign(organization=org, course=c, everyone=True, due_on=date(2026, 12, 16), actor=boss, now=NOW)
    print("assign", time.time() - t)
    now = datetime(2026, 12, 2, 14, tzinfo=UTC)
    t = time.time()
    print(r.send_reminders(now=now), time.time() - t)
    t = time.time()
    print(r.send_reminders(now=now), time.time() - t)
    connection.cursor().execute("ANALYZE")
    t = time.time()
    print(r.send_reminders(now=now), time.time() - t)
