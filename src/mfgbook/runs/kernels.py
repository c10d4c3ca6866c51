"""The processes in which notebooks run: one for a notebook, or one for many pages of the same notebook."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager


class Kernels:
    """Kernels that the pages of one notebook share, one for each thread at work; they end with the `with` block.

    To start a kernel and to import what a page needs takes longer than most pages do. Between two pages all names and
    the count of cells are wiped, so that a page is the same whichever came before it.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self._kept: dict[tuple[int, Path], AsyncKernelManager] = {}

    def __enter__(self) -> Kernels:
        """Lend kernels from here on."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all that are left."""
        for key in list(self._kept):
            self._end(key)

    def lend(self, notebook: Path, variables: Mapping[str, str]) -> AsyncKernelManager:
        """Return a clean kernel for a page of this notebook."""
        key = threading.get_ident(), notebook
        if key in self._kept:
            _wipe(self._kept[key])
        else:
            self._kept[key] = _new(variables)
        return self._kept[key]

    def discard(self, notebook: Path) -> None:
        """End this thread's kernel for a notebook: a page failed in it."""
        self._end((threading.get_ident(), notebook))

    def _end(self, key: tuple[int, Path]) -> None:
        from jupyter_core.utils import run_sync  # noqa: PLC0415

        kernel = self._kept.pop(key, None)
        if kernel is not None and kernel.has_kernel:
            run_sync(kernel.shutdown_kernel)(now=True)


def _wipe(kernel: AsyncKernelManager) -> None:
    from jupyter_client.blocking.client import BlockingKernelClient  # noqa: PLC0415 - slow to import

    client = BlockingKernelClient()
    client.load_connection_info(kernel.get_connection_info())  # with a session of its own: papermill's is still open
    client.start_channels()
    client.execute("get_ipython().reset()", silent=True, reply=True, timeout=60)
    client.stop_channels()


def _new(variables: Mapping[str, str]) -> AsyncKernelManager:
    """Return a kernel, not started yet, that will find these variables in its environment besides this process's."""
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415 - slow to import

    class Kernel(AsyncKernelManager):
        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            await super().start_kernel(**options, env={**os.environ, **variables})

    return Kernel(kernel_name="python3")
