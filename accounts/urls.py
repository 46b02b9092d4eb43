from django.urls import path
from django.views.generic import TemplateView

page = TemplateView.as_view(template_name="base.html")
urlpatterns = [path("desk/", page, name="desk"), path("account/", page, name="account")]
