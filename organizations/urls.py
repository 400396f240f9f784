"""Invitations."""

from django.urls import path

from organizations import views

app_name = "organizations"
urlpatterns = [path("<str:token>/", views.invitation, name="invitation")]
