"""Sign-in with another site, bound to the session that asked: its token must name the nonce that
this session gave along (OpenID Connect Core 1.0, 3.1.2.1 and 3.1.3.7).

The nonce is a digest of the session's secret for the exchange (PKCE), so that one value binds the
request, the code and the token, and nothing more is kept.
"""

import base64
import hashlib
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare


def nonce_of(verifier: str) -> str:
    """What is sent along for a session's secret, which it does not tell."""
    digest = hashlib.sha256(f"nonce {verifier}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class BoundAdapter(OpenIDConnectOAuth2Adapter):
    """Takes a token only from the sign-in that this session began."""

    nonce = ""

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        """The exchange of the code; which nonce its token must name is known from here on."""
        self.nonce = nonce_of(pkce_code_verifier) if pkce_code_verifier else ""
        return super().get_access_token_data(
            request, app, client, pkce_code_verifier=pkce_code_verifier
        )

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        token: dict[str, Any] = super()._decode_id_token(app, id_token)
        named = token.get("nonce")
        if not (self.nonce and constant_time_compare(str(named), self.nonce)):
            raise OAuth2Error("The token was made for another sign-in.")
        return token


class BoundProvider(OpenIDConnectProvider):
    """Sends the nonce along with what PKCE sends."""

    oauth2_adapter_class = BoundAdapter
    package = OpenIDConnectProvider.get_package()

    def get_pkce_params(self) -> dict[str, str]:
        """What goes to the other site, and the secret that stays."""
        params: dict[str, str] = super().get_pkce_params()
        return {**params, "nonce": nonce_of(params["code_verifier"])}


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Somebody comes back from the other site; as allauth's own view, with the adapter above."""
    try:
        answer = OAuth2CallbackView.adapter_view(BoundAdapter(request, provider_id))
        response: HttpResponse = answer(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return response
