"""Addresses of taking a course."""

from django.urls import path

from enrollments import views

app_name = "enrollments"
urlpatterns = [
    path("courses/<int:course_id>/enroll/", views.enroll, name="enroll"),
    path("<uuid:public_id>/", views.resume, name="resume"),
    path("<uuid:public_id>/start/", views.start, name="start"),
    path("<uuid:public_id>/activities/<int:page_id>/complete/", views.complete, name="complete"),
    path("<uuid:public_id>/activities/<int:page_id>/plan/", views.plan, name="plan"),
    path("<uuid:public_id>/evaluation/", views.evaluation, name="evaluation"),
]
