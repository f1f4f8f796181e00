"""/login/second-factor/ and /account/second-factor/."""

from django.urls import path

from ruantong.accounts.second_factor import asking, own

app_name = "second_factor"
urlpatterns = [
    path("login/second-factor/", asking.verify, name="verify"),
    path("login/second-factor/passkey/", asking.passkey_options, name="use_passkey"),
    path("account/second-factor/", own.overview, name="factors"),
    path("account/second-factor/authenticator/", own.authenticator, name="authenticator"),
    path("account/second-factor/passkey/", own.passkey, name="passkey"),
    path("account/second-factor/passkey/options/", own.passkey_options, name="make_passkey"),
    path("account/second-factor/codes/", own.codes, name="codes"),
    path("account/second-factor/<slug:kind>/<int:pk>/remove/", own.remove, name="remove"),
]
