"""One exchange: commitment, signatures, days, messages, calendars."""

from django.urls import path

from exchanges.views import commitments, exchanges, feeds, messages, signing, stay_moves, stays

urlpatterns = [
    path("exchanges/calendar/", feeds.feed_new, name="exchange_feed_new"),
    path("exchanges/calendar/<slug:token>.ics", feeds.feed, name="exchange_feed"),
    path("exchanges/<slug:code>/", exchanges.exchange, name="exchange"),
    path("exchanges/<slug:code>/exchange.ics", feeds.calendar, name="exchange_calendar"),
    path("exchanges/<slug:code>/commitment/", commitments.commitment, name="exchange_commitment"),
    path("exchanges/<slug:code>/commitment/versions/", commitments.versions, name="exchange_versions"),
    path("exchanges/<slug:code>/sign/", signing.sign, name="exchange_sign"),
    path("exchanges/<slug:code>/dates/", stays.dates, name="exchange_dates"),
    path("exchanges/<slug:code>/days/", stays.days, name="exchange_days"),
    path("exchanges/<slug:code>/messages/", messages.message, name="exchange_message"),
    path("exchanges/<slug:code>/contacts/", messages.contacts, name="exchange_contacts"),
    path("exchanges/<slug:code>/move/<slug:verb>/", stay_moves.move, name="exchange_move"),
]
