"""Addresses of tests and scenarios under way, below /learn/."""

from django.urls import path

from quizzes import scenario_views, views

app_name = "quizzes"
urlpatterns = [
    path("tests/<int:page_id>/start/", views.start, name="start"),
    path("attempts/<uuid:public_id>/", views.paper, name="paper"),
    path("attempts/<uuid:public_id>/<int:position>/", views.question, name="question"),
    path("attempts/<uuid:public_id>/review/", views.review, name="review"),
    path("attempts/<uuid:public_id>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:public_id>/results/", views.results, name="results"),
    path("scenarios/<int:page_id>/start/", scenario_views.start_scenario, name="start_scenario"),
    path("runs/<uuid:public_id>/decide/", scenario_views.decide, name="decide"),
]
