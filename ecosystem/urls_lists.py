"""Addresses of the lists of members, under a language."""

from django.urls import path

from ecosystem.views import list_lines, lists

urlpatterns = [
    path("lists/", lists.lists, name="lists"),
    path("lists/messages/", lists.list_faults, name="list_faults"),
    path("lists/<slug:code>/", lists.lines, name="list_lines"),
    path("lists/<slug:code>/columns/", lists.columns, name="list_columns"),
    path("lists/<slug:code>/otherwise/", lists.otherwise, name="list_otherwise"),
    path("lists/<slug:code>/doubles/", list_lines.doubles, name="list_doubles"),
    path("lists/<slug:code>/preview/", lists.preview, name="list_preview"),
    path("lists/<slug:code>/file/", lists.file, name="list_file"),
    path("lists/<slug:code>/lines/<int:number>/", list_lines.line, name="list_line"),
    path("lists/<slug:code>/lines/<int:number>/leave-out/", list_lines.leave_out, name="list_line_leave_out"),
    path("lists/<slug:code>/lines/<int:number>/take-back/", list_lines.take_back, name="list_line_take_back"),
    path("lists/<slug:code>/do/<slug:verb>/", lists.move, name="list_move"),
]
