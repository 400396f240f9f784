"""Every address of the site. The CMS serves what no line here claims."""

from csp.decorators import csp_replace
from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from core.styleguide import styleguide
from coursesite.cms import sign_in, writers_only
from coursesite.csp import CMS_POLICY

cms_urlpatterns = decorate_urlpatterns(list(wagtailadmin_urls.urlpatterns), csp_replace(CMS_POLICY))
cms_urlpatterns = decorate_urlpatterns(cms_urlpatterns, writers_only)

urlpatterns: list[URLPattern | URLResolver] = [
    path("cms/login/", sign_in),
    path("cms/", include(cms_urlpatterns)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("invitations/", include("organizations.urls")),
    path("my-learning/", include("learning.urls")),
    path("learn/", include("enrollments.urls")),
    path("learn/", include("quizzes.urls")),
    path("", include("certificates.urls")),
    path("organizations/", include("coordination.urls")),
    path("styleguide/", styleguide, name="styleguide"),
]
if settings.DEV_MAILBOX:
    urlpatterns.append(path("dev/mail/", include("notices.dev_urls")))
if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
urlpatterns.append(path("", include(wagtail_urls)))

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"
