from django.urls import path

from clusters.views import people, roles

urlpatterns = [
    path("join/", people.join, name="join"),
    path("join/new/", people.join_new, name="join_new"),
    path("join/matches/", people.matches, name="join_matches"),
    path("join/<int:pk>/ask-again/", people.ask_again, name="join_ask_again"),
    path("join/<int:pk>/leave/", people.leave, name="join_leave"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.joining, name="joining"),
    path("people/<int:pk>/accept/", people.accept, name="joining_accept"),
    path("people/<int:pk>/refuse/", people.refuse, name="joining_refuse"),
    path("people/<int:pk>/end/", people.end, name="joining_end"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<int:pk>/", roles.person, name="roles_of"),
    path("roles/<int:pk>/grant/", roles.grant, name="role_grant"),
    path("roles/<int:pk>/revoke/", roles.revoke, name="role_revoke"),
    path("roles/<int:pk>/appoint/", roles.appoint, name="manager_appoint"),
    path("roles/<int:pk>/dismiss/", roles.dismiss, name="manager_dismiss"),
]
