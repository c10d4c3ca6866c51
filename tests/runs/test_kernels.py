"""Pages that share a kernel: none sees what another left, and after a failure there is a new one."""

import pytest
from small_book import PARAMETERS, write_notebook

from mfgbook.errors import BookError
from mfgbook.runs.execute import execute
from mfgbook.runs.kernels import Kernels
from mfgbook.runs.plan import read_plan

LEAVES_A_NAME = "try:\n    left\nexcept NameError:\n    left = place\nelse:\n    raise ValueError('a name was left')"
LOADS = "from mfgbook.data import load\n_ = load('figures', data_dir)"
FAILS_ONCE = "if place == '거제시':\n    raise ValueError('no such place')"


def pages(book, data, *cells):
    write_notebook(book.chapters / "regions.ipynb", *cells, parameters=PARAMETERS)
    return [run for run in read_plan(book, data) if run.parent == "regions"]


def test_a_page_is_the_same_in_a_kernel_of_its_own_and_in_a_shared_one(book, data):
    runs = pages(book, data, LEAVES_A_NAME, LOADS, "left")
    alone = [execute(run, book, data).read_bytes() for run in runs]
    with Kernels() as kernels:
        shared = [execute(run, book, data, kernels=kernels).read_bytes() for run in reversed(runs)]
    assert shared[::-1] == alone


def test_kernels_end_with_the_block(book, data):
    run = pages(book, data, "place")[0]
    with Kernels() as kernels:
        execute(run, book, data, kernels=kernels)
        kernel = kernels.lend(run.notebook, {})
        assert kernel.has_kernel
    assert not kernel.has_kernel


def test_after_a_failure_the_next_page_gets_a_new_kernel(book, data):
    good, bad = pages(book, data, FAILS_ONCE)
    with Kernels() as kernels:
        with pytest.raises(BookError, match="no such place"):
            execute(bad, book, data, kernels=kernels)
        assert execute(good, book, data, kernels=kernels).is_file()
