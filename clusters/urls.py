from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("clusters/<slug:code>/", TemplateView.as_view(template_name="base.html"), name="cluster"),
    path("organisations/<slug:code>/<str:slug>/", TemplateView.as_view(template_name="base.html"), name="organisation"),
]
