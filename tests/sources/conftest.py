"""A service on this computer that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from service_double import Double, Reply

from mfgbook.sources.http import Client


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Double]]:
    """Start a service that gives these replies in turn, the last one for ever; a function makes one of a request."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    servers = []

    def serve(*replies: Reply | bytes | Callable[[Any], bytes]) -> Double:
        came: list[dict[str, Any]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                next_one = replies[min(len(came), len(replies) - 1)]
                made = next_one(body) if callable(next_one) else next_one
                reply = made if isinstance(made, Reply) else Reply(made)
                came.append({"method": self.command, "path": self.path, "body": body})
                time.sleep(reply.delay)
                try:
                    self.send_response(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(reply.body) + reply.cut))
                    self.end_headers()
                    for part in [reply.body] if not reply.drip else [bytes([one]) for one in reply.body]:
                        self.wfile.write(part)
                        self.wfile.flush()
                        time.sleep(reply.drip)
                except OSError:
                    return  # the client has gone

            do_POST = do_GET  # noqa: N815 - the name is the server's

            def log_message(self, format: str, *args: Any) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
        servers.append(server)
        return Double(f"http://127.0.0.1:{server.server_address[1]}", came)

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def slept() -> list[float]:
    """The seconds that a client would have waited."""
    return []


@pytest.fixture
def client(serve: Callable[..., Double], slept: list[float]) -> Callable[..., tuple[Client, Double]]:
    """Make a client of a service that gives these replies, and never waits."""

    def client(*replies: Reply | bytes, key: str = "", **choices: Any) -> tuple[Client, Double]:
        double = serve(*replies)
        made = Client("The Service", double.url, key, sleep=slept.append, **{"timeout": 5.0, **choices})
        return made, double

    return client


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys and addresses of whoever runs the tests out of them."""
    for name in ("WORLDBANK", "BLS", "KOSIS", "ECOS", "OECD"):
        monkeypatch.delenv(f"MFGBOOK_{name}_KEY", raising=False)
        monkeypatch.setenv(f"MFGBOOK_{name}_URL", "http://127.0.0.1:9")  # where nobody answers
