"""Addresses of writing, reviewing, translating and confirming; before those of reading, which take any code."""

from django.urls import path

from practices.views import confirmations, proposals, review, translations

urlpatterns = [
    path("practices/criteria/", review.criteria, name="criteria"),
    path("practices/propose/", proposals.propose, name="propose"),
    path("practices/propose/<slug:code>/", proposals.proposal, name="proposal"),
    path("practices/propose/<slug:code>/files/<slug:file>/", proposals.proposal_file, name="proposal_file"),
    path("practices/propose/<slug:code>/withdraw/", proposals.withdraw, name="proposal_withdraw"),
    path("practices/propose/<slug:code>/take/", proposals.take, name="proposal_take"),
    path("practices/propose/<slug:code>/give-back/", proposals.give_back, name="proposal_give_back"),
    path("practices/review/<int:pk>/", review.review, name="practice_review"),
    path("practices/review/<int:pk>/decided/", review.review_late, name="practice_review_late"),
    path("practices/translations/", translations.translations, name="practice_translations"),
    path("practices/translations/<slug:code>/<slug:language>/", translations.checked, name="translation_checked"),
    path("practices/confirm/<str:token>/", confirmations.confirm, name="confirm"),
]
