"""Figures, lists, exports, the yearly report, the public progress."""

from django.urls import path

from exchanges.views import boards, lists, progress

urlpatterns = [
    path("exchanges/progress/", progress.progress, name="exchange_progress"),
    path("exchanges/boards/", boards.boards, name="exchange_boards"),
    path("exchanges/boards/figures.<slug:kind>", boards.figures, name="exchange_boards_export"),
    path("exchanges/boards/<slug:code>/<int:year>.pdf", boards.yearly_report, name="exchange_yearly_report"),
    path("exchanges/list/", lists.exchange_list, name="exchange_list"),
    path("exchanges/list/exchanges.<slug:kind>", lists.export, name="exchange_list_export"),
    path("exchanges/late/", lists.late, name="exchange_late"),
]
