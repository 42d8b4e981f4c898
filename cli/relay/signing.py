"""Signatures of webhooks as the Standard Webhooks specification (1.0.0) has them."""

import binascii
import hmac
from base64 import b64decode, b64encode
from hashlib import sha256

PREFIX = "whsec_"


def signature(secret: str, *, delivery_id: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``: HMAC-SHA256 over ``id.timestamp.body``, the key base64 after ``whsec_``.

    Raises ValueError for a secret that is none.
    """
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("the secret of a webhook is base64 after whsec_") from None
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(key, signed, sha256).digest()).decode()
