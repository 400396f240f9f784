"""/dev/mail/, mounted in development only."""

from django.urls import path

from notices import dev_views

app_name = "dev_mail"
urlpatterns = [
    path("", dev_views.mail_list, name="list"),
    path("<str:key>/", dev_views.mail_detail, name="detail"),
    path("<str:key>/html/", dev_views.mail_html, name="html"),
    path("<str:key>/files/<str:name>", dev_views.mail_attachment, name="attachment"),
]
