"""The data of the book: tables under one contract, read by name, overlaid by a user's own folder."""

from mfgbook.data.contract import resource, shipped_folder, table_file, table_names
from mfgbook.data.faults import Fault, FaultyData
from mfgbook.data.tables import citation, load, require, require_window

__all__ = [
    "Fault",
    "FaultyData",
    "citation",
    "load",
    "require",
    "require_window",
    "resource",
    "shipped_folder",
    "table_file",
    "table_names",
]
