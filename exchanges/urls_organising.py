"""Where missions and offers are made, changed and run."""

from django.urls import path

from exchanges.views import board, board_together, mission_parts, missions, offers, organising, programmes

urlpatterns = [
    path("exchanges/programmes/<slug:code>/edit/<slug:part>/", programmes.edit, name="exchange_programme_edit"),
    path("exchanges/organising/", organising.organising, name="exchange_organising"),
    path("exchanges/organising/hosts/", organising.hosts, name="offer_host"),
    path("missions/new/<slug:cluster_code>/", missions.new, name="mission_new"),
    path("missions/<slug:code>/edit/", missions.edit, name="mission_edit"),
    path("missions/<slug:code>/hosts/", mission_parts.hosts, name="mission_hosts"),
    path("missions/<slug:code>/hosts/new/", mission_parts.new_host, name="mission_host_new"),
    path("missions/<slug:code>/texts/", mission_parts.texts, name="mission_texts"),
    path("missions/<slug:code>/agenda/", mission_parts.agenda, name="mission_agenda"),
    path("missions/<slug:code>/move/<slug:verb>/", missions.move, name="mission_move"),
    path("missions/<slug:code>/board/", board.board, name="mission_board"),
    path("missions/<slug:code>/board/contacts/", board.contacts, name="mission_contacts"),
    path("missions/<slug:code>/board/together/", board_together.together, name="mission_together"),
    path("missions/<slug:code>/board/export.<slug:kind>", board.export, name="mission_board_export"),
    path("missions/<slug:code>/board/<slug:sign_up>/<slug:verb>/", board.row_move, name="mission_board_row"),
    path("offers/new/<slug:organisation_code>/", offers.new, name="offer_new"),
    path("offers/<slug:code>/edit/", offers.edit, name="offer_edit"),
    path("offers/<slug:code>/texts/", offers.texts, name="offer_texts"),
    path("offers/<slug:code>/periods/", offers.periods, name="offer_periods"),
    path("offers/<slug:code>/move/<slug:verb>/", offers.move, name="offer_move"),
]
