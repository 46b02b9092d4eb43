"""Ranked hosts for a visitor, proposals, and the coordinator’s plans."""

from django.urls import path

from exchanges.views import agreed, matches, plans, proposals

urlpatterns = [
    path("exchanges/applications/<slug:code>/matches/", matches.hosts, name="exchange_matches"),
    path("exchanges/applications/<slug:code>/propose/<slug:offer>/", proposals.propose, name="exchange_propose"),
    path("exchanges/applications/<slug:code>/agreed/", agreed.agreed, name="exchange_agreed"),
    path("offers/<slug:code>/visitors/", matches.visitors, name="exchange_visitors"),
    path("exchanges/proposals/<slug:code>/", proposals.proposal, name="exchange_proposal"),
    path("exchanges/proposals/<slug:code>/confirm/", proposals.confirm, name="exchange_proposal_confirm"),
    path("exchanges/proposals/<slug:code>/decline/", proposals.decline, name="exchange_proposal_decline"),
    path("exchanges/proposals/<slug:code>/withdraw/", proposals.withdraw, name="exchange_proposal_withdraw"),
    path("exchanges/programmes/<slug:code>/plans/", plans.plans, name="exchange_plans"),
    path("exchanges/programmes/<slug:code>/plans/new/", plans.make, name="exchange_plan_new"),
    path("exchanges/programmes/<slug:code>/plans/waiting/", plans.making, name="exchange_plan_making"),
    path("exchanges/plans/<slug:code>/", plans.plan, name="exchange_plan"),
    path("exchanges/plans/<slug:code>/send/", plans.send, name="exchange_plan_send"),
    path("exchanges/plans/<slug:code>/<slug:application>/", plans.stay, name="exchange_plan_stay"),
    path("exchanges/plans/<slug:code>/<slug:application>/send/", plans.send_one, name="exchange_plan_stay_send"),
    path("exchanges/plans/<slug:code>/<slug:application>/leave-out/", plans.leave_out, name="exchange_plan_leave_out"),
    path("exchanges/plans/<slug:code>/<slug:application>/take-in/", plans.take_in, name="exchange_plan_take_in"),
]
