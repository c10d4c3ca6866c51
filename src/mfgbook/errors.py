"""Errors that are meant for the person who meets them, and the words that their messages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class BookError(Exception):
    """A mistake that its user can mend: the message says what is wrong, where, and what to do.

    The command line prints the message alone and exits with 1; a notebook shows it without a traceback.
    """

    def _render_traceback_(self) -> list[str]:
        """Show the message alone where IPython would show a traceback."""
        return [f"{type(self).__name__}: {self}"]


def did_you_mean(word: str, known: Iterable[str], more: int = 3) -> str:
    """Return " Did you mean ...?" with the nearest of the `known` words, or nothing where none is near.

    A known word that contains `word` is near too, so that "Geoje" finds "Gyeongnam/Geoje".
    """
    by_lower = {candidate.lower(): candidate for candidate in known}
    inside = [candidate for lower, candidate in by_lower.items() if word and word.lower() in lower]
    similar = [by_lower[lower] for lower in get_close_matches(word.lower(), by_lower, n=more)]
    near = list(dict.fromkeys(inside + similar))[:more]
    return f" Did you mean {listed(near, last=' or ')}?" if near else ""


def listed(words: Sequence[object], last: str = " and ") -> str:
    """Return words as a sentence lists them: "a, b and c"."""
    texts = [str(word) for word in words]
    return last.join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
