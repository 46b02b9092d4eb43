from django.urls import path

from core import sitemaps, views

urlpatterns = [
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap/<slug:name>-<int:number>.xml", sitemaps.file, name="sitemap-file"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("healthz", views.health, name="health"),
    path("media/<path:name>", views.media, name="media"),
]
