"""What a stand-in for a service answers, and what it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer: its body, and what may go wrong with it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0  # seconds before the first byte
    drip: float = 0  # seconds before each further byte
    cut: int = 0  # bytes that are promised and never sent


@dataclass
class Double:
    """A stand-in for a service: its address, and the requests that came."""

    url: str
    requests: list[dict[str, Any]]
