"""The site: executed notebooks and pages are staged, built by Jupyter Book and swapped in when whole."""

from mfgbook.site.build import build_site, warnings
from mfgbook.site.swap import repair

__all__ = ["build_site", "repair", "warnings"]
