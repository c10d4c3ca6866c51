"""A walk through a document's text: which of its numbers does neither a claim nor a stated exclusion cover?"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from mfgbook.audit.claims import Tables, read_claims

NUMBER = re.compile(r"[①-⑳]|\d[\d,]*(?:\.\d+)?")
EXCLUSIONS = Path(__file__).with_name("exclusions.csv")


def exclusions(document: str) -> list[re.Pattern[str]]:
    """Return what is no claim in a document: years, page numbers, names. Each pattern has its reason in the file."""
    with EXCLUSIONS.open(encoding="utf-8", newline="") as file:
        return [re.compile(row["pattern"]) for row in csv.DictReader(file) if row["document"] == document]


def printed(document: str, data_dir: str | Path = "") -> Counter[str]:
    """Count the numbers that a document's claims print; claims that point at one row of a table print it once."""
    tables = Tables(data_dir)
    claims = read_claims(tables)
    rows = tables.frame(f"{document}_claims").to_dict("records")
    texts = {(row["table"], row["key"]) if row["table"] else row["id"]: claims[row["id"]].printed for row in rows}
    return Counter(number for text in texts.values() for number in NUMBER.findall(text))


def uncovered(text: str, covered: Counter[str], excluded: Iterable[re.Pattern[str]]) -> Iterator[tuple[int, str]]:
    """Yield each number that is left, with its line: a claim covers as many occurrences as it prints."""
    left = covered.copy()
    for place, line in enumerate(text.splitlines(), start=1):
        rest = line
        for pattern in excluded:
            rest = pattern.sub(" ", rest)
        for number in NUMBER.findall(rest):
            if left[number] > 0:
                left[number] -= 1
            else:
                yield place, number
