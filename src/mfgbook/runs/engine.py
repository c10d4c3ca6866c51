"""A papermill engine that saves a notebook once, at its end or failure."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

NAME = "saved-once"


class SavedOnce(NBClientEngine):
    """Execute as papermill does, but without its saving of the whole notebook before and after each cell.

    With charts in the notebook, that took longer than the chapter's own work.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook and save it, whether or not a cell raised."""
        output, nb_man.output_path = nb_man.output_path, None
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **options)
        finally:
            nb_man.output_path = output
            nb_man.save()


papermill_engines.register(NAME, SavedOnce)
