import pytest
from small_book import write_book


@pytest.fixture
def book(tmp_path):
    return write_book(tmp_path / "book")


@pytest.fixture
def data(book):
    return book.root / "data"
