from __future__ import annotations

import gzip
import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from service_double import Reply

from mfgbook.errors import BookError
from mfgbook.sources import http

GOOD = b'{"sound": 1.10}'
SECRET = "top/secret key+1"


def test_a_sound_answer_comes_through_with_exact_numbers_and_is_kept(client):
    made, double = client(GOOD)
    assert str(made.get_json("some/path", {"a": "b"})["sound"]) == "1.10"
    assert double.requests[0]["path"] == "/some/path?a=b"
    (answer,) = made.answers
    assert (answer.status, answer.content) == (200, GOOD)
    assert answer.time.endswith("+00:00")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_service_is_asked_again_with_longer_pauses(client, slept, status):
    made, double = client(Reply(b"busy", status), Reply(b"busy", status), GOOD)
    assert made.get("x") == GOOD
    assert len(double.requests) == 3
    assert slept == [1.0, 2.0]
    assert [answer.status for answer in made.answers] == [status, status, 200]


def test_retry_after_is_respected_in_seconds_and_as_a_moment(client, slept):
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    busy = [Reply(status=429, headers={"Retry-After": after}) for after in ("7", moment, "soon")]
    made, _ = client(*busy, GOOD)
    made.get("x")
    assert slept[0] == 7
    assert 20 < slept[1] <= 30
    assert slept[2] == 4


def test_a_service_that_asks_for_a_long_wait_is_left_alone(client, slept):
    made, double = client(Reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(BookError, match=r"asks to wait 3,600 seconds.*Try again after that"):
        made.get("x")
    assert len(double.requests) == 1
    assert slept == []


def test_a_service_that_stays_busy_is_given_up(client, slept):
    made, double = client(Reply(status=502))
    with pytest.raises(BookError, match=r"did not answer in 4 tries \(HTTP 502.*Try again later"):
        made.get("x")
    assert len(double.requests) == 4
    assert slept == [1, 2, 4]


@pytest.mark.parametrize(
    ("status", "said"), [(301, "has moved"), (400, "refuses"), (401, "key"), (403, "key"), (404, "codes")]
)
def test_a_refusal_is_not_repeated_and_says_what_to_do(client, status, said):
    made, double = client(Reply(b"no", status, {"Location": "http://127.0.0.1:9/elsewhere"}))
    with pytest.raises(BookError, match=said):
        made.get("x")
    assert len(double.requests) == 1


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(GOOD, delay=1), "did not answer in time"),
        (Reply(GOOD, drip=0.05), "did not answer in time"),
        (Reply(GOOD, cut=10), "broke off|cannot be reached|did not answer in time"),
    ],
)
def test_slow_and_broken_answers_are_tried_again_then_given_up(client, reply, said):
    made, double = client(reply, timeout=0.3, patience=0.2, tries=2)
    with pytest.raises(BookError, match=said):
        made.get("x")
    assert len(double.requests) == 2
    assert made.answers == []  # half an answer is none


def test_a_service_that_is_down_is_named_by_its_host(slept):
    made = http.Client("The Service", "http://127.0.0.1:9", SECRET, sleep=slept.append)
    with pytest.raises(BookError, match=r"at 127.0.0.1 cannot be reached \(4 tries\)") as error:
        made.get(f"x/{SECRET}")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>maintenance</html>", "a web page instead of data"),
        (b"  \n", "nothing at all"),
        (b'{"cut": [1, 2', "not whole JSON"),
        (b"[NaN]", "not whole JSON"),
        (b"[1e99999999999999999999]", "not whole JSON"),
        (b"[" + b"9" * 5000 + b"]", "not whole JSON"),
        (b"[" * 100_000, "not whole JSON"),
        (b"\xff\xfe{}", "not whole JSON"),
    ],
)
def test_what_is_not_sound_json_is_refused(client, body, said):
    made, _ = client(body)
    with pytest.raises(BookError, match=said):
        made.get_json("x")
    assert made.answers[0].content == body  # kept, to be looked at


def test_an_answer_that_never_ends_is_refused_even_when_packed(client, monkeypatch):
    monkeypatch.setattr(http, "LARGEST", 1_000_000)
    packed = Reply(gzip.compress(b"x" * 5_000_000), headers={"Content-Encoding": "gzip"})
    made, _ = client(packed)
    with pytest.raises(BookError, match="more than 1,000,000 bytes"):
        made.get("x")


def test_requests_are_spaced(client, slept):
    made, _ = client(GOOD)
    made.get("x")
    made.get("x")
    assert slept == [0.5]


@pytest.mark.parametrize("status", [200, 502, 403])
def test_the_key_is_in_no_message_no_log_and_nothing_that_is_kept(client, caplog, status):
    said = f'{{"error": "the key {SECRET} and top%2Fsecret%20key%2B1 is bad"}}'.encode()
    made, double = client(Reply(said, status), key=SECRET, tries=2)
    with caplog.at_level(logging.DEBUG):
        try:
            made.get("path/top%2Fsecret%20key%2B1/json", {"apiKey": SECRET})
        except BookError as error:
            assert "secret" not in str(error)
    assert "secret" in double.requests[0]["path"]
    assert caplog.records  # the library below does log
    assert "secret" not in caplog.text
    assert all("secret" not in f"{answer.request}{answer.content!r}" for answer in made.answers)
    assert "***" in made.answers[0].request


def test_the_log_filter_goes_with_the_request(client):
    made, _ = client(GOOD)
    made.get("x")
    assert logging.getLogger("urllib3.connectionpool").filters == []
