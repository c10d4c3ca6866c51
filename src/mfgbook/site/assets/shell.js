// What the theme's script leaves undone around the text: names that tell a button's state, and a page's parts that
// scroll by keyboard.
(() => {
  "use strict";

  const SCROLLING = "pre, .table-scroll, .scroll, .formula, .pst-scrollable-table-container";
  const COLOURS = { auto: "as the system", light: "light", dark: "dark" };
  const root = document.documentElement;

  // The button says what it is set to, and the browser's own frame follows.
  const button = document.querySelector(".theme-switch-button");
  const tints = [...document.querySelectorAll("meta[name=theme-color]")];
  const own = tints.map((tint) => tint.content);
  function tell() {
    const { mode, theme } = root.dataset;
    const label = `Colours: ${COLOURS[mode] ?? mode}`;
    button?.setAttribute("aria-label", label);
    button?.setAttribute("title", label);
    tints.forEach((tint, at) => {
      tint.content = mode === "auto" ? own[at] : own[theme === "dark" ? 1 : 0];
    });
  }
  new MutationObserver(tell).observe(root, { attributeFilter: ["data-mode", "data-theme"] });
  tell();

  // On a wide screen the contents of the book are put away in place; on a narrow one they open over the page.
  const toggle = document.querySelector(".primary-toggle");
  const contents = document.getElementById("pst-primary-sidebar");
  const drawer = document.getElementById("pst-primary-sidebar-modal");
  if (toggle && contents) {
    const wide = matchMedia("(min-width: 992px)");
    const state = () => {
      const shown = wide.matches ? !contents.classList.contains("pst-sidebar-hidden") : Boolean(drawer?.open);
      toggle.setAttribute("aria-expanded", String(shown));
    };
    new MutationObserver(state).observe(contents, { attributeFilter: ["class"] });
    if (drawer) new MutationObserver(state).observe(drawer, { attributeFilter: ["open"] });
    wide.addEventListener("change", state);
    state();
  }

  // A drawer that closes gives the focus back to its button, which the theme's script takes it from.
  for (const [opener, id] of [["primary", "pst-primary-sidebar-modal"], ["secondary", "pst-secondary-sidebar-modal"]]) {
    document.getElementById(id)?.addEventListener("close", () => document.querySelector(`.${opener}-toggle`)?.focus());
  }

  // What scrolls sideways can be reached and scrolled by keyboard, and only that.
  function name(part) {
    const figure = part.closest("figure, section");
    return figure?.querySelector("figcaption .title, h1, h2, h3, h4")?.firstChild?.textContent.trim() ?? "";
  }
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth + 1 || target.scrollHeight > target.clientHeight + 1;
      if (scrolls) {
        target.tabIndex = 0;
        if (!target.hasAttribute("role") && target.tagName !== "PRE") {
          target.setAttribute("role", "group");
          target.setAttribute("aria-label", `Scrolls: ${name(target) || "wide content"}`);
        }
      } else {
        target.removeAttribute("tabindex");
      }
    }
  });
  document.querySelectorAll(SCROLLING).forEach((part) => sizes.observe(part));
})();
