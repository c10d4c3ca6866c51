"""What changed between two builds, two executed notebooks or two data folders."""

from mfgbook.compare.comparison import Comparison, compare, compare_places, require_common_runs
from mfgbook.compare.sides import present, read_build

__all__ = ["Comparison", "compare", "compare_places", "present", "read_build", "require_common_runs"]
