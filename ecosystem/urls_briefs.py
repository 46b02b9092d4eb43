"""Addresses of sourcing briefs, under a language."""

from django.urls import path

from ecosystem.views import brief_answers, brief_makers, brief_moves, brief_writing, briefs

urlpatterns = [
    path("briefs/", briefs.briefs, name="briefs"),
    path("briefs/new/", brief_writing.new, name="brief_new"),
    path("briefs/reasons/", briefs.reasons, name="brief_reasons"),
    path("briefs/answers/<slug:code>/", brief_answers.answer, name="brief_answer"),
    path("briefs/answers/<slug:code>/messages/", brief_answers.message, name="brief_message"),
    path("briefs/answers/<slug:code>/<slug:verb>/", brief_answers.answer_move, name="brief_answer_move"),
    path("briefs/<slug:code>/", briefs.brief, name="brief"),
    path("briefs/<slug:code>/edit/", brief_writing.edit, name="brief_edit"),
    path("briefs/<slug:code>/match/", brief_writing.match, name="brief_match"),
    path("briefs/<slug:code>/makers/", brief_makers.makers, name="brief_makers"),
    path("briefs/<slug:code>/files/<slug:file>/", briefs.file, name="brief_file"),
    path("briefs/<slug:code>/close/", brief_moves.close, name="brief_close"),
    path("briefs/<slug:code>/withdraw/", brief_moves.withdraw, name="brief_withdraw"),
    path("briefs/<slug:code>/hand-over/", brief_moves.hand_over, name="brief_hand_over"),
    path("briefs/<slug:code>/could/", brief_moves.wish, name="brief_wish"),
]
