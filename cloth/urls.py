"""Addresses of the site. Public pages live under their language; everything before the language has none."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    # Wagtail’s own sign-in would go round the second factor.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("core.urls")),
    path("", include("clusters.urls_plain")),
    path("", include("ecosystem.urls_plain")),
    path("", include("vocabulary.urls")),
    path("", include("home.urls_plain")),
]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("clusters.urls_people")),
    path("", include("ecosystem.urls")),  # its words below an organisation come before the organisation's name
    path("", include("clusters.urls")),
    path("", include("practices.urls")),
    path("", include("exchanges.urls")),
    path("", include("vocabulary.urls_pages")),
    path("", include("search.urls")),
    path("", include("home.urls")),
    # The sign-in of Wagtail’s private pages would go round it too; first come, first served.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),
)

handler400 = "home.error_pages.bad_request"
handler403 = "home.error_pages.permission_denied"
handler404 = "home.error_pages.page_not_found"
handler429 = "home.error_pages.too_many_requests"  # asked for by allauth
handler500 = "home.error_pages.server_error"
