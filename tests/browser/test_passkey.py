"""A passkey from making it to signing in with it alone: the real scripts under the real policy of
the pages, and a device that the browser plays.
"""

from typing import Any

from playwright.sync_api import Page, expect

from .live import LiveStack
from .visits import Ear, Visitors

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_signs_in_alone(stack: LiveStack, visitors: Visitors) -> None:
    # A passkey belongs to a name: there is none for a bare address.
    at = stack.url.replace("127.0.0.1", "localhost")
    context = visitors.new()
    page = context.new_page()
    ear = Ear(at).listen(page)
    device = _device(page)

    page.goto(f"{at}/accounts/login/")
    page.get_by_label("Email").fill(stack.places["keyed_address"])
    page.get_by_label("Password", exact=True).fill(stack.places["careful_password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/home/")
    page.goto(f"{at}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(stack.places["careful_password"])
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What to call it").fill("Desk")
    expect(page.get_by_label("Let it sign me in without the password")).to_be_checked()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Codes for emergencies")).to_be_visible()
    assert len(_kept(device)) == 1

    context.clear_cookies()
    page.goto(f"{at}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/home/")

    context.clear_cookies()
    _ask(device, "setUserVerified", isUserVerified=False)
    page.goto(f"{at}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("gave no passkey")
    assert page.url.endswith("/accounts/login/")
    assert ear.heard == []


def _device(page: Page) -> tuple[Any, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session, made["authenticatorId"]


def _ask(device: tuple[Any, str], what: str, **more: Any) -> Any:
    session, name = device
    return session.send(f"WebAuthn.{what}", {"authenticatorId": name, **more})


def _kept(device: tuple[Any, str]) -> list[Any]:
    found: list[Any] = _ask(device, "getCredentials")["credentials"]
    return found
