"""What a visit to the site costs a reader, measured in a headless Chromium.

Run as a program, it prints the figures for a built site: `python tests/site/reading.py _build/html`. The tests hold
the site to its budgets with the same functions; times are printed, never asserted.
"""

from __future__ import annotations

import functools
import gzip
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ("no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update", "no-first-run")
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
SLOWDOWN = 4  # times slower than this machine's processor

WATCH_SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
"""
STEP_THROUGH = """
async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
    window.scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 60));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); // what comes near is seen
  }
}
"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"

_PACKED = ("text", "javascript", "json", "xml", "svg")  # what servers compress; fonts and pictures are packed already


class Visit(NamedTuple):
    """What one visit to a page brought: compressed bytes by address, layout shift, and what went wrong."""

    weights: dict[str, int]
    shift: float
    troubles: list[str]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine and give its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def chromium() -> str | None:
    """Return the Chromium of this machine, or None."""
    return os.environ.get("MFGBOOK_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def launched(executable: str) -> Iterator[Any]:
    """Run a headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[f"--{flag}" for flag in FLAGS])
        yield browser
        browser.close()


def site_pages(site: Path) -> list[str]:
    """Return the addresses of a site's pages, below its root."""
    found = (path.relative_to(site) for path in site.rglob("*.html"))
    return sorted(path.as_posix() for path in found if path.parts[0] != "_static")


def visit(context: Any, root: str, page: str) -> Visit:
    """Read a page to its end, until nothing is asked for any more.

    A page that asks another host, reports an error or a warning, or asks for a file that is not there, is in trouble.
    """
    tab = context.new_page()
    answers: list[Any] = []
    troubles: list[str] = []
    tab.add_init_script(WATCH_SHIFTS)
    tab.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - playwright marks the function
    tab.on("request", lambda asked: None if _is_own(asked.url, root) else troubles.append(f"asked {asked.url}"))
    tab.on("requestfailed", lambda asked: troubles.append(f"failed {asked.url}"))
    tab.on("pageerror", lambda error: troubles.append(f"threw {error}"))
    tab.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    tab.goto(f"{root}/{page}")
    tab.evaluate(STEP_THROUGH)
    tab.wait_for_load_state("networkidle")
    shift = float(tab.evaluate("window.shift"))
    weights = {answer.url: _weight(answer) for answer in answers if not answer.url.startswith(("data:", "blob:"))}
    tab.close()
    return Visit(weights, shift, troubles)


def first_and_next(browser: Any, root: str, first: str, following: str) -> tuple[int, int]:
    """Return the compressed bytes of a first visit to one page, and what another page takes after it."""
    context = browser.new_context(viewport=DESKTOP)
    had = visit(context, root, first).weights
    then = visit(context, root, following).weights
    context.close()
    return sum(had.values()), sum(weight for url, weight in then.items() if url not in had)


def times(browser: Any, address: str) -> tuple[float, float | None]:
    """Return milliseconds to the first paint and to the first live chart, with the processor slowed down.

    The reader goes to the first chart at once; None, if the page has no chart that comes alive.
    """
    context = browser.new_context(viewport=DESKTOP)
    tab = context.new_page()
    context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    tab.goto(address)
    paint, live = float(tab.evaluate(FIRST_PAINT)), None
    if tab.locator("figure.chart").count():
        tab.evaluate("document.querySelector('figure.chart').scrollIntoView()")
        tab.wait_for_selector(".chart-picture.is-live", state="attached", timeout=60_000)
        live = float(tab.evaluate("performance.now()"))
    context.close()
    return paint, live


def packed(path: Path) -> int:
    """Return the compressed size of a file in bytes."""
    return len(gzip.compress(path.read_bytes(), 6))


def _is_own(url: str, root: str) -> bool:
    return url.startswith((f"{root}/", "data:", "blob:"))


def _weight(answer: Any) -> int:
    body = answer.body()
    return len(gzip.compress(body, 6)) if any(kind in answer.headers["content-type"] for kind in _PACKED) else len(body)


def main(site: Path) -> None:
    """Print what the pages of a site cost a reader."""
    names = site_pages(site)
    heaviest = sorted(names, key=lambda name: packed(site / name), reverse=True)
    executable = chromium()
    if executable is None:
        sys.exit("No Chromium on this machine: install one, or name it in MFGBOOK_CHROMIUM.")
    with served(site) as root, launched(executable) as browser:
        for first, following in ((heaviest[0], heaviest[1]), (heaviest[1], heaviest[0]), ("index.html", heaviest[0])):
            first_bytes, next_bytes = first_and_next(browser, root, first, following)
            print(f"{first}: {first_bytes / 1000:.0f} KB; then {following}: {next_bytes / 1000:.0f} KB")
        for name in ("index.html", heaviest[0]):
            paint, live = times(browser, f"{root}/{name}")
            shown = "no live chart" if live is None else f"first live chart {live:.0f} ms"
            print(f"{name}, processor {SLOWDOWN} times slower: first paint {paint:.0f} ms, {shown}")
        for viewport in (DESKTOP, PHONE):
            context = browser.new_context(viewport=viewport)
            visits = {name: visit(context, root, name) for name in names}
            context.close()
            worst = max(names, key=lambda name: visits[name].shift)
            troubled = [f"{name}: {seen.troubles}" for name, seen in visits.items() if seen.troubles]
            print(
                f"{len(names)} pages, {viewport['width']} px: largest layout shift {visits[worst].shift:.4f} ({worst})"
            )
            print("\n".join(troubled) or "no request to another host, no error, no warning")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
