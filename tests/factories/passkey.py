"""A passkey for tests: its public half stored as allauth stores it, its private half answers what a page asks."""

import json
from dataclasses import dataclass
from hashlib import sha256

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

SITE = "testserver"
FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


@dataclass(frozen=True)
class Passkey:
    name: bytes
    private: ec.EllipticCurvePrivateKey

    def answer(self, asked: dict) -> str:
        """What a browser sends back for `navigator.credentials.get`, as JSON."""
        client_data = _client_data("webauthn.get", asked["publicKey"]["challenge"])
        data = AuthenticatorData.create(sha256(SITE.encode()).digest(), FLAGS, 1)
        signature = self.private.sign(data + sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps(
            {
                "id": websafe_encode(self.name),
                "rawId": websafe_encode(self.name),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": websafe_encode(client_data),
                    "authenticatorData": websafe_encode(data),
                    "signature": websafe_encode(signature),
                    "userHandle": None,
                },
            }
        )


def give(user) -> Passkey:
    """The person has a passkey from now on."""
    key = Passkey(f"key of {user.pk}".encode(), ec.generate_private_key(ec.SECP256R1()))
    public = ES256.from_cryptography_key(key.private.public_key())
    credential = AttestedCredentialData.create(Aaguid.NONE, key.name, public)
    flags = FLAGS | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(sha256(SITE.encode()).digest(), flags, 0, credential)
    stored = {
        "id": websafe_encode(key.name),
        "rawId": websafe_encode(key.name),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(_client_data("webauthn.create", "")),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": stored}
    )
    return key


def _client_data(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{SITE}"}).encode()
