"""Requests to a statistical service: with time-outs, retries and pauses, and with a key that nobody sees.

Services answer errors with HTTP 200, web pages where JSON was asked for, and half an answer when they are busy. What
comes through here is whole; what it says is for the adapter to judge. Every answer is kept as it came.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn
from urllib.parse import quote, quote_plus, urlsplit

import requests
from urllib3.exceptions import ReadTimeoutError

from mfgbook.errors import BookError

BUSY = {429, 500, 502, 503, 504}
LARGEST = 50_000_000  # bytes of one answer
LONGEST_WAIT = 60.0  # seconds that a service may ask to wait between two tries
HIDDEN = "***"


@dataclass(frozen=True)
class Answer:
    """One answer as it came: what was asked (without the key), when (UTC), the status, and the bytes."""

    request: str
    time: str
    status: int
    content: bytes


@dataclass
class Client:
    """A service's address and key, and how patiently it is asked.

    Attributes:
        title: the service's name in messages.
        base: the address that requests start from.
        key: the key, or nothing; it is masked in everything that is kept or shown.
        timeout: seconds to wait for a connection, and for each part of an answer.
        patience: seconds that one answer may take as a whole.
        tries: how often a request is made that meets a busy service.
        pause: seconds between two requests.
        sleep: waits; tests give their own.
        answers: every answer that came, those of failed tries too.
    """

    title: str
    base: str
    key: str = ""
    timeout: float = 30.0
    patience: float = 300.0
    tries: int = 4
    pause: float = 0.5
    sleep: Callable[[float], object] = time.sleep
    answers: list[Answer] = field(default_factory=list)

    def get(self, path: str, parameters: dict[str, str] | None = None) -> bytes:
        """Return what the service answers to GET.

        Raises:
            BookError: saying what failed, without the key.
        """
        return self._ask("GET", path, params=parameters)

    def get_json(self, path: str, parameters: dict[str, str] | None = None) -> Any:
        """Return the JSON that the service answers to GET, its numbers exact (int and Decimal).

        Raises:
            BookError: saying what failed, without the key.
        """
        return self._json(self.get(path, parameters))

    def post_json(self, path: str, body: dict[str, Any]) -> Any:
        """Return the JSON that the service answers to a POST of JSON.

        Raises:
            BookError: saying what failed, without the key.
        """
        return self._json(self._ask("POST", path, json=body))

    def masked(self, text: str) -> str:
        """Return a text with the key hidden, in each form that an address gives it."""
        for form in {self.key, quote(self.key, safe=""), quote_plus(self.key)} - {""}:
            text = text.replace(form, HIDDEN)
        return text

    def _ask(self, method: str, path: str, **what: Any) -> bytes:
        wait = 0.0
        for attempt in range(1, self.tries + 1):
            if self.answers or attempt > 1:
                self.sleep(max(wait, self.pause))
            try:
                answer, asked_to_wait = self._once(method, path, what)
            except requests.RequestException as error:
                if attempt == self.tries:
                    self._unreachable(error)
                wait = 2.0 ** (attempt - 1)
                continue
            if answer.status not in BUSY:
                return self._sound(answer)
            wait = max(asked_to_wait, 2.0 ** (attempt - 1))
            if attempt == self.tries or wait > LONGEST_WAIT:
                break
        if wait > LONGEST_WAIT:
            raise BookError(
                f"{self.title} asks to wait {wait:,.0f} seconds (HTTP {answer.status}). Try again after that."
            )
        why = "too many requests" if answer.status == 429 else "it has a fault or is overloaded"
        raise BookError(
            f"{self.title} did not answer in {self.tries} tries (HTTP {answer.status}: {why}). Try again later."
        )

    def _once(self, method: str, path: str, what: dict[str, Any]) -> tuple[Answer, float]:
        """Make one request, keep its answer, and return it with the seconds that the service asks to wait."""
        url = f"{self.base}/{path}"
        headers = {"User-Agent": "mfgbook", "Accept-Encoding": "gzip, deflate"}
        hide = _Hide(self.masked)
        log = logging.getLogger("urllib3.connectionpool")  # at its most talkative it logs addresses
        log.addFilter(hide)
        try:
            with requests.request(
                method, url, timeout=self.timeout, stream=True, allow_redirects=False, headers=headers, **what
            ) as response:
                content = self._content(response)
        except requests.exceptions.SSLError:
            raise BookError(
                f"{self.title}: the certificate of {urlsplit(self.base).hostname} is not trusted; nothing was asked. "
                "Check the address, the clock of this computer, and a proxy that may stand between."
            ) from None
        finally:
            log.removeFilter(hide)
        answer = Answer(
            request=self.masked(f"{method} {response.request.url}"),
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            status=response.status_code,
            content=self._without_key(content),
        )
        self.answers.append(answer)
        return answer, _seconds(response.headers.get("Retry-After", ""))

    def _content(self, response: requests.Response) -> bytes:
        """Return an answer's bytes, as long as there are not too many and they do not take too long."""
        end, parts, size = time.monotonic() + self.patience, [], 0
        for part in response.iter_content(65_536):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise BookError(f"{self.title} sends more than {LARGEST:,} bytes. Ask for less: fewer series or years.")
            if time.monotonic() > end:
                raise requests.Timeout
        return b"".join(parts)

    def _without_key(self, content: bytes) -> bytes:
        for form in {self.key, quote(self.key, safe=""), quote_plus(self.key)} - {""}:
            content = content.replace(form.encode(), HIDDEN.encode())
        return content

    def _sound(self, answer: Answer) -> bytes:
        """Return the bytes of an answer whose status says that it holds what was asked for."""
        if 300 <= answer.status < 400:
            raise BookError(
                f"{self.title} has moved: it sends on to another address (HTTP {answer.status}). Find its present "
                "address in its documentation and set it in the environment (see the page on refreshing tables)."
            )
        if answer.status in (401, 403):
            raise BookError(f"{self.title} refuses the request (HTTP {answer.status}). Check the key, and your quota.")
        if answer.status == 404:
            raise BookError(
                f"{self.title} has nothing at this address (HTTP 404). Check the codes in the table's refresh entry."
            )
        if answer.status != 200:
            raise BookError(
                f"{self.title} refuses the request (HTTP {answer.status}). Check the codes in the table's refresh "
                "entry; the raw answer may say more."
            )
        return answer.content

    def _json(self, content: bytes) -> Any:
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            raise BookError(
                f"{self.title} answers with a web page instead of data: it may be down for maintenance, or a proxy "
                "stands between. Open the service in a browser, and try again later."
            )
        if not content.strip():
            raise BookError(f"{self.title} answers with nothing at all. Try again later.")
        try:
            return json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, ArithmeticError, RecursionError):
            raise BookError(
                f"{self.title} answers with something that is not whole JSON: it is cut off or of another form. "
                "Try again later; the raw answer shows where it ends."
            ) from None

    def _unreachable(self, error: Exception) -> NoReturn:
        host = urlsplit(self.base).hostname
        if isinstance(error, requests.Timeout) or any(isinstance(cause, ReadTimeoutError) for cause in error.args):
            why = f"did not answer in time ({self.tries} tries)"
        elif isinstance(error, requests.exceptions.ChunkedEncodingError):
            why = f"broke off its answer ({self.tries} tries)"
        else:
            why = f"cannot be reached ({self.tries} tries)"
        raise BookError(
            f"{self.title} at {host} {why}. Check the connection to the internet, or try again later."
        ) from None


class _Hide(logging.Filter):
    """Hides the key in what the library below writes to the log."""

    def __init__(self, masked: Callable[[str], str]) -> None:
        super().__init__()
        self._masked = masked

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the message, and let it through."""
        record.msg, record.args = self._masked(record.getMessage()), ()
        return True


def _seconds(retry_after: str) -> float:
    """Return the seconds that a header Retry-After asks for: a number, or a moment; 0 for anything else."""
    if retry_after.strip().isdecimal():
        return min(float(retry_after), 1e6)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    return max((moment.astimezone(UTC) - datetime.now(UTC)).total_seconds(), 0.0)


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)
