from django.urls import path
from django.views.generic import TemplateView

page = TemplateView.as_view(template_name="base.html")
urlpatterns = [
    path("clusters/", page, name="clusters"),
    path("clusters/<slug:code>/", page, name="cluster"),
    path("organisations/", page, name="organisations"),
    path("organisations/<slug:code>/<str:slug>/", page, name="organisation"),
]
