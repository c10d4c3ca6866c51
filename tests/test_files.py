"""Files are written whole or not at all."""

import pytest

from mfgbook.errors import BookError
from mfgbook.files import write_whole


def test_text_is_written_as_it_is_and_replaces_what_stood(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("old", encoding="utf-8")
    assert write_whole(file, "원주\n") == file
    assert file.read_bytes() == "원주\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(BookError, match=r"a\.csv cannot be written: .*close it in other programs"):
        write_whole(tmp_path / "a.csv", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
