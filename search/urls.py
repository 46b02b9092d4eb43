from django.urls import path

from search.views import feeds, results, saved, suggestions

urlpatterns = [
    path("search/", results.results, name="search"),
    path("search/suggest/", suggestions.suggest, name="search-suggest"),
    path("search/suggest/browser/", suggestions.browser_suggestions, name="search-suggest-browser"),
    path("search/opensearch.xml", suggestions.description, name="opensearch"),
    path("search/feed.atom", feeds.search_feed, {"kind": "atom"}, name="search-atom"),
    path("search/feed.rss", feeds.search_feed, {"kind": "rss"}, name="search-rss"),
    path("search/missing/", results.missing, name="search-missing"),
    path("search/saved/", saved.saved_searches, name="saved-searches"),
    path("search/saved/new/", saved.save, name="saved-search-new"),
    path("search/saved/<int:pk>/", saved.change, name="saved-search-change"),
    path("search/saved/<int:pk>/forget/", saved.forget, name="saved-search-forget"),
    path("search/saved/stop/<str:token>/", saved.stop, name="saved-search-stop"),
]
