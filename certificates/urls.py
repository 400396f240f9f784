"""Addresses: the holder's own file, and the public check at /v/, short enough to be printed."""

from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("certificates/<uuid:public_id>/download/", views.download, name="download"),
    path("v/", views.check, name="check"),
    path("v/<str:code>.json", views.verify_json, name="verify_json"),
    path("v/<str:code>/", views.verify, name="verify"),
]
