"""Addresses below /cms/quizzes/."""

from django.urls import URLPattern, URLResolver

app_name = "quizzes_cms"
urlpatterns: list[URLPattern | URLResolver] = []
