from django.urls import path

from search.views import results, suggestions

urlpatterns = [
    path("search/", results.results, name="search"),
    path("search/suggest/", suggestions.suggest, name="search-suggest"),
]
