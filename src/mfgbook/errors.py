"""Errors that are meant for the person who meets them."""

from __future__ import annotations


class BookError(Exception):
    """A mistake that its user can mend: the message says what is wrong, where, and what to do.

    The command line prints the message alone and exits with 1; a notebook shows it without a traceback.
    """

    def _render_traceback_(self) -> list[str]:
        """Show the message alone where IPython would show a traceback."""
        return [f"{type(self).__name__}: {self}"]
