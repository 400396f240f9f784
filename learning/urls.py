"""Addresses of a clinician's own pages."""

from django.urls import path

from learning import views

app_name = "learning"
urlpatterns = [
    path("", views.home, name="home"),
    path("<uuid:public_id>/completed/", views.completed, name="completed"),
    path("<uuid:public_id>/certificate/", views.certificate, name="certificate"),
]
