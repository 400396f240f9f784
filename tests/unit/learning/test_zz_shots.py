from datetime import timedelta, date
from pathlib import Path
import pytest
from django.test import Client
from django.urls import reverse
from core import clock, css
from certificates.models import Certificate
from enrollments.domain.assigning import assign
from enrollments.domain.completion import save_plan
from enrollments.domain.enrolling import start
from enrollments.models import Enrollment
from enrollments.mails import reminder, assigned
from notices.domain.rendering import render_mail
from tests.factories.accounts import UserFactory
from tests.factories.enrollments import *
from tests.factories.organizations import *
OUT = Path("/tmp/bsvc/shots")
@pytest.mark.django_db
def test_shots():
    (OUT/"site.css").write_text(css.bundle())
    now = clock.now()
    learner = make_learner()
    c = Client(); c.force_login(learner)
    def shot(name, url, method="get", **kw):
        r = getattr(c, method)(url, **kw)
        (OUT/f"{name}.html").write_text(r.content.decode().replace("/static/css/site.css", "site.css"))
    shot("empty0", "/my-learning/")
    org = OrganizationFactory.create(name="Alder Valley Health")
    team = TeamFactory.create(organization=org, name="Medical Intensive Care")
    m = MembershipFactory.create(organization=org, team=team, user=learner)
    boss = UserFactory.create(name="Tomas Okafor")
    a = make_course(title="Building a responsible online presence in healthcare", lessons=(3,2,3,2))
    shot("empty1", "/my-learning/")
    shot("enroll", reverse("enrollments:enroll", args=[a.pk]))
    b = make_course(title="Moderating a staff group: annual refresher", lessons=(2,))
    d = make_course(title="Photography and consent on the unit", lessons=(2,))
    p = make_course(title="Privacy essentials for clinicians", lessons=(2,))
    for course, days in ((a, 13), (b, 5), (d, 70)):
        assign(organization=org, course=course, memberships=[m], due_on=now.date()+timedelta(days=days), actor=boss, note="Two of our groups asked for this after the summer. Do it on the clock.", now=now-timedelta(days=40))
    Enrollment.objects.filter(course=b).update(due_on=now.date()-timedelta(days=3))
    shot("start", reverse("enrollments:start", args=[Enrollment.objects.get(course=a).public_id]))
    shot("start_bad", reverse("enrollments:start", args=[Enrollment.objects.get(course=a).public_id]), "post", data={})
    e = start(enrollment=Enrollment.objects.get(course=a), now=now)
    for s in steps_of(e)[:5]: complete(e, s, now)
    done = finish(make_enrollment(course=p, learner=learner, now=now), now)
    f = make_enrollment(course=make_course(title="Own choice", lessons=(1,)), learner=learner, now=now-timedelta(days=2))
    shot("home", "/my-learning/")
    save_plan(enrollment=e, activity=steps_of(e)[0], if_text="I am about to post within an hour of a shift", then_text="I read it as her daughter would, and wait", now=now)
    due = Enrollment.objects.get(pk=e.pk).due_on
    for name, mail in (("mail_assigned", assigned({"enrollment": Enrollment.objects.get(course=d).pk}, now)), ("mail_reminder", reminder({"enrollment": e.pk, "due_on": due.isoformat(), "step": "before-14"}, now))):
        text, html = render_mail(mail); (OUT/f"{name}.html").write_text(html); (OUT/f"{name}.txt").write_text(text)
    complete_steps(e, now)
    shot("evaluation", reverse("enrollments:evaluation", args=[e.public_id]))
    shot("evaluation_bad", reverse("enrollments:evaluation", args=[e.public_id]), "post", data={"change":"own"})
    evaluate(e, now)
    shot("completed_wait", reverse("learning:completed", args=[e.public_id]))
    Certificate.objects.update(rendered_at=now, pdf_sha256="0"*64)
    shot("completed", reverse("learning:completed", args=[e.public_id]))
