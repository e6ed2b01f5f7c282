"""Dice that count."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from itertools import count
from threading import Lock


class CountingEntropy:
    """Keeps the promise of `Entropy` but one: its tokens are the same in every run."""

    def __init__(self, seed: str = "") -> None:
        self._seed = seed
        self._numbers = count()
        self._lock = Lock()

    def token(self) -> str:
        with self._lock:
            number = next(self._numbers)
        digest = sha256(f"{self._seed}{number}".encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
