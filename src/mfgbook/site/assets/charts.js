// Brings each chart to life when the reader comes near it. The static picture stays underneath: it is what stands if
// anything fails, and what is printed.
(() => {
  "use strict";

  // Charts that share a configuration have it once in the page, in the first of them.
  const configs = new Map();
  let config;
  for (const script of document.querySelectorAll(".chart > .chart-config, .chart > .chart-spec")) {
    if (script.className === "chart-config") config = script;
    else configs.set(script.parentElement, config);
  }

  function read(figure) {
    return JSON.parse(figure.querySelector(".chart-spec").textContent);
  }

  function rows(columns) {
    if (Array.isArray(columns)) return columns;
    const names = Object.keys(columns);
    return columns[names[0]].map((_, place) => Object.fromEntries(names.map((name) => [name, columns[name][place]])));
  }

  function change(spec, [path, ...value]) {
    const holder = path.slice(0, -1).reduce((inner, key) => inner[key], spec);
    if (value.length) [holder[path.at(-1)]] = value;
    else delete holder[path.at(-1)];
  }

  function specification(figure, view) {
    const { wide, narrow, datasets } = read(figure);
    const spec = { ...wide, config: JSON.parse(configs.get(figure).textContent) };
    if (view === "narrow") narrow.forEach((one) => change(spec, one));
    const named = Object.entries(datasets).map(([name, columns]) => [name, rows(columns)]);
    return { ...spec, datasets: Object.fromEntries(named) };
  }

  function table(figure) {
    const { datasets, table: shown } = read(figure);
    return shown && { columns: shown.columns, rows: shown.sets.flatMap((name) => rows(datasets[name])) };
  }

  window.mfgbookCharts = { specification, table }; // for the charts' menus

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
    live.setAttribute("aria-hidden", "true"); // the picture around it has the text alternative
    const controls = document.createElement("div"); // what a reader can move stands above the picture
    controls.className = "chart-controls";
    controls.dataset.view = picture.dataset.view;
    try {
      const embed = await loadVega();
      picture.append(live);
      picture.before(controls);
      await embed(live, specification(picture.parentElement, picture.dataset.view), {
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

  // One chart at a time, the nearest first, and the reader's scrolling and clicks in between.
  const waiting = new Set();
  let drawing = false;

  function distance(picture) {
    const { top, bottom } = picture.getBoundingClientRect();
    return Math.abs((top + bottom - window.innerHeight) / 2);
  }

  function pause() {
    const soon = window.requestIdleCallback ?? ((done) => setTimeout(done, 30));
    return new Promise((done) => soon(done, { timeout: 100 }));
  }

  async function draw() {
    if (drawing) return;
    drawing = true;
    while (waiting.size) {
      const next = [...waiting].reduce((one, other) => (distance(other) < distance(one) ? other : one));
      waiting.delete(next);
      await enliven(next);
      await pause();
    }
    drawing = false;
  }

  // The picture for the other width is not displayed, so it comes near only when the page is resized to need it.
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      waiting.add(target);
    }
    draw();
  }, { rootMargin: "400px" });
  document.querySelectorAll(".chart-picture").forEach((picture) => near.observe(picture));
})();
