"""Our own account pages; allauth's stand beside them."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("name/", views.certificate_name, name="name"),
    path("profile/", views.profile, name="profile"),
]
