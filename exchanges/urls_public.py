"""Pages everybody reads: the programme, missions, offers, their calendars."""

from django.urls import path

from exchanges.views import public, public_missions, public_offers

urlpatterns = [
    path("exchanges/", public.front, name="exchanges"),
    path("exchanges/programmes/<slug:code>/", public.programme, name="exchange_programme"),
    path("missions/", public_missions.missions, name="missions"),
    path("missions/<slug:code>/", public_missions.mission, name="mission"),
    path("missions/<slug:code>/mission.ics", public_missions.calendar, name="mission_calendar"),
    path("missions/<slug:code>/welcome-pack/", public_missions.welcome_pack, name="mission_welcome_pack"),
    path("offers/", public_offers.offers, name="offers"),
    path("offers/<slug:code>/", public_offers.offer, name="offer"),
    path("offers/<slug:code>/offer.ics", public_offers.calendar, name="offer_calendar"),
]
