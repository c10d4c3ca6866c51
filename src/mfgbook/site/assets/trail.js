// Makes the linked numbers of a paragraph one stop of the Tab key: the arrow keys go from number to number, so that a
// page of two hundred numbers is not two hundred stops. Unfolds the code that a number leads to in browsers that do not.
// Without this script every number is a stop, and every link works.
(() => {
  "use strict";

  const BLOCKS = "p, li, dd, td, th, blockquote";
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  const blocks = new Map();
  for (const link of document.querySelectorAll("a.made")) {
    const block = link.closest(BLOCKS) ?? link.parentElement;
    if (!blocks.has(block)) blocks.set(block, []);
    blocks.get(block).push(link);
  }

  for (const [block, links] of blocks) {
    links.slice(1).forEach((link) => link.setAttribute("tabindex", "-1"));
    block.addEventListener("keydown", (event) => {
      const here = links.indexOf(document.activeElement);
      const next = links[here + STEPS[event.key]];
      if (here < 0 || !next || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      links[here].setAttribute("tabindex", "-1");
      next.removeAttribute("tabindex");
      next.focus();
    });
  }

  function unfold() {
    const target = document.querySelector(":target");
    const folded = target?.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    target.scrollIntoView();
  }

  window.addEventListener("hashchange", unfold);
  unfold();
})();
