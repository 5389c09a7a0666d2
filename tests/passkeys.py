"""A device that holds one passkey, as a browser hands its answers on: WebAuthn level 2, ES256, no
attestation.
"""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT_AND_KNOWN = 0x05  # somebody touched it, and it knows who (finger, face or PIN)
WITH_A_KEY = 0x40
NO_MODEL = bytes(16)


@dataclass
class Device:
    """Makes a passkey for `host`, and signs with it; `origin` is what the browser says it is at."""

    host: str = "testserver"
    origin: str = "http://testserver"
    flags: int = PRESENT_AND_KNOWN
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: os.urandom(16))
    owner: str = ""
    uses: int = 0

    def make(self, options: dict[str, Any], *, alone: bool = True) -> str:
        """The answer to creation options, as the form's field holds it."""
        asked = options["creation_options"]["publicKey"]
        self.owner = asked["user"]["id"]
        made = AttestedCredentialData.create(
            NO_MODEL, self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self._host(), self.flags | WITH_A_KEY, 0, made)
        return self._answer(
            {
                "clientDataJSON": self._client_data("webauthn.create", asked["challenge"]),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
                "transports": ["internal"],
            },
            {"credProps": {"rk": alone}},
        )

    def show(self, options: dict[str, Any]) -> str:
        """The answer to request options, as the form's field holds it."""
        asked = options["request_options"]["publicKey"]
        self.uses += 1
        data = self._host() + struct.pack(">BI", self.flags, self.uses)
        client_data = self._client_data("webauthn.get", asked["challenge"])
        signed = data + hashlib.sha256(websafe_decode(client_data)).digest()
        return self._answer(
            {
                "clientDataJSON": client_data,
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(SHA256()))),
                "userHandle": self.owner,
            },
            {},
        )

    def _host(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> str:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return websafe_encode(json.dumps(said).encode())

    def _answer(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.credential_id),
                "rawId": websafe_encode(self.credential_id),
                "type": "public-key",
                "authenticatorAttachment": "platform",
                "clientExtensionResults": extensions,
                "response": response,
            }
        )


def stored(name: str) -> dict[str, Any]:
    """A passkey as the database keeps it, of a device that nobody has any more."""
    options = {"creation_options": {"publicKey": {"user": {"id": "eA"}, "challenge": "eA"}}}
    return {"name": name, "credential": json.loads(Device().make(options))}
