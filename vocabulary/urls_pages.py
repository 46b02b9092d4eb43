from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [path("words/", TemplateView.as_view(template_name="base.html"), name="vocabulary")]
