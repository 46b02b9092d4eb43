from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [path("practices/", TemplateView.as_view(template_name="base.html"), name="practices")]
