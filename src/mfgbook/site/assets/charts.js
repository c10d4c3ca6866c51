// Brings each chart to life when the reader comes near it. The static picture stays underneath: it is what stands if
// anything fails, and what is printed.
(() => {
  "use strict";

  let vega;

  function loadVega() {
    vega ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${document.documentElement.dataset.content_root || "./"}_static/vega.js`;
      script.onload = () => resolve(window.vegaEmbed);
      script.onerror = reject;
      document.head.append(script);
    });
    return vega;
  }

  async function enliven(picture) {
    const live = document.createElement("div");
    live.className = "chart-live";
    const controls = document.createElement("div"); // what a reader can move stands above the picture
    controls.className = "chart-controls";
    controls.dataset.view = picture.dataset.view;
    try {
      const { datasets, ...views } = JSON.parse(picture.closest(".chart").querySelector("script").textContent);
      const embed = await loadVega();
      picture.append(live);
      picture.before(controls);
      await embed(live, { ...views[picture.dataset.view], datasets }, {
        mode: "vega-lite",
        renderer: "svg",
        actions: false,
        bind: controls,
        defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
      });
      picture.classList.add("is-live");
      if (!controls.hasChildNodes()) controls.remove();
    } catch {
      live.remove();
      controls.remove();
    }
  }

  // The picture for the other width is not displayed, so it comes near only when the page is resized to need it.
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        near.unobserve(target);
        enliven(target);
      }
    }
  }, { rootMargin: "400px" });
  document.querySelectorAll(".chart-picture").forEach((picture) => near.observe(picture));
})();
