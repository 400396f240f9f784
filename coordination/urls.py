"""The coordinator's addresses, below /organizations/."""

from django.urls import path

from coordination.views import accommodating, assigning, inviting, overview, people, person

app_name = "coordination"
urlpatterns = [
    path("<slug:organization>/", overview.overview, name="overview"),
    path("<slug:organization>/people/", people.people, name="people"),
    path("<slug:organization>/people.csv", people.people_csv, name="people_csv"),
    path("<slug:organization>/people/<uuid:membership>/", person.person, name="person"),
    path("<slug:organization>/people/<uuid:membership>/resend/", person.resend, name="resend"),
    path(
        "<slug:organization>/people/<uuid:membership>/accommodation/<uuid:enrollment>/",
        accommodating.accommodation,
        name="accommodation",
    ),
    path(
        "<slug:organization>/people/<uuid:membership>/accommodation/<uuid:enrollment>/end/",
        accommodating.end,
        name="end_accommodation",
    ),
    path("<slug:organization>/invite/", inviting.invite, name="invite"),
    path("<slug:organization>/assign/", assigning.assign, name="assign"),
]
