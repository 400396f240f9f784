"""Addresses below /cms/quizzes/."""

from django.urls import URLPattern, URLResolver

from quizzes.cms import exchange, pools, regrading, statistics, versions

app_name = "quizzes_cms"
urlpatterns: list[URLPattern | URLResolver] = [
    *exchange.urlpatterns,
    *pools.urlpatterns,
    *regrading.urlpatterns,
    *statistics.urlpatterns,
    *versions.urlpatterns,
]
