from django.urls import path

from accounts import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/outbox/<int:pk>/retry/", views.retry_mail, name="retry_mail"),
    path("desk/outbox/retry/", views.retry_all_mail, name="retry_all_mail"),
    path("account/", views.account, name="account"),
    path("account/export/", views.account_export, name="account_export"),
    path("account/erase/", views.account_erase, name="account_erase"),
]
