from django.urls import include, path

from practices.views import feeds, reading, relay, transfers

urlpatterns = [
    path("", include("practices.urls_writing")),
    path("practices/", reading.practices, name="practices"),
    path("practices/feed.atom", feeds.practices_feed, {"kind": "atom"}, name="practices-atom"),
    path("practices/feed.rss", feeds.practices_feed, {"kind": "rss"}, name="practices-rss"),
    path("practices/<slug:code>/", reading.practice),
    path("practices/<slug:code>/<str:slug>/", reading.practice, name="practice"),
    path("practices/<slug:code>/<str:slug>/practice.pdf", reading.practice_pdf, name="practice-pdf"),
    path("practices/<slug:code>/<str:slug>/save/", reading.save, name="practice-save"),
    path("practices/<slug:code>/<str:slug>/ask/", relay.ask, name="practice-ask"),
    path("practices/<slug:code>/<str:slug>/transfers/new/", transfers.new_transfer, name="transfer-new"),
    path("answers/<str:token>/", relay.answer, name="answer"),
    path("transfers/<slug:code>/", transfers.transfer, name="transfer"),
    path("transfers/<slug:code>/confirm/", transfers.confirm, name="transfer-confirm"),
    path("transfers/<slug:code>/decline/", transfers.decline, name="transfer-decline"),
]
