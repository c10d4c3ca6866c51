"""The source audit: the figures that the documents print, computed anew, and what came of it."""

from mfgbook.audit.engine import Audited, audit
from mfgbook.audit.recorded import Turn, record, turned
from mfgbook.audit.report import checks_by_table, function_table, listing, recomputed, summary, write_csv
from mfgbook.audit.told import CHECKS_OF, checked, described, documents, in_words, tell, why
from mfgbook.audit.verdicts import ABOUT, VERDICTS

__all__ = [
    "ABOUT",
    "CHECKS_OF",
    "VERDICTS",
    "Audited",
    "Turn",
    "audit",
    "checked",
    "checks_by_table",
    "described",
    "documents",
    "function_table",
    "in_words",
    "listing",
    "recomputed",
    "record",
    "summary",
    "tell",
    "turned",
    "why",
    "write_csv",
]
