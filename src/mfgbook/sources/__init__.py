"""The statistical services that tables come from, and the refresh of tables from them.

Only this room knows the network. One module is one service; `refresh` asks it, guards what comes back and replaces a
table together with its entry in the descriptor.
"""

from __future__ import annotations

from mfgbook.sources import bls, ecos, kosis, oecd_sdmx, worldbank
from mfgbook.sources.service import Service

SERVICES: dict[str, Service] = {
    service.name: service
    for service in (worldbank.SERVICE, bls.SERVICE, kosis.SERVICE, ecos.SERVICE, oecd_sdmx.SERVICE)
}

__all__ = ["SERVICES", "Service"]
