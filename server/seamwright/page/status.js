"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const root = document.documentElement;
  const seams = all("details.seam");

  // The theme: what was chosen last, or else what the system says. An editor around us has its own.
  const theme = one("theme");
  const query = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : query.matches;
  const name = () => { theme.textContent = isDark() ? "Light colours" : "Dark colours"; };
  const choose = (value) => { root.dataset.theme = value; name(); };
  if (!document.body.className.includes("vscode-")) {
    // A page that is a file may have no storage.
    try { if (/^(dark|light)$/.test(localStorage.getItem("seamwright-theme"))) choose(localStorage.getItem("seamwright-theme")); } catch {}
    theme.addEventListener("click", () => {
      choose(isDark() ? "light" : "dark");
      try { localStorage.setItem("seamwright-theme", root.dataset.theme); } catch {}
    });
    query.addEventListener("change", name);
    name();
    theme.hidden = false;
  }

  // Filters: what does not match is hidden in the lists and faint on the maps.
  const form = document.querySelector(".filters");
  const values = (name) => new Set(all(`input[name="${name}"]:checked`, form).map((box) => box.value));
  const filter = () => {
    const marks = values("mark"), levels = values("level");
    const words = one("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const hasLevels = all('input[name="level"]', form).length > 0;
    const shown = new Set();
    for (const seam of seams) {
      const data = seam.dataset;
      const matches = data.marks.trim().split(" ").some((mark) => marks.has(mark))
        && (!hasLevels || levels.has(data.level))
        && words.every((word) => data.said.includes(word));
      seam.hidden = !matches;
      if (matches) shown.add(seam.id);
    }
    for (const step of all("[data-seams]")) {
      step.classList.toggle("off", !step.dataset.seams.split(" ").some((id) => shown.has(id)));
    }
    for (const plan of all("section.plan")) {
      plan.querySelector(".nothing").hidden = all("details.seam:not([hidden])", plan).length > 0;
    }
    one("shown").textContent = `${shown.size} of ${seams.length} seams`;
  };
  if (form) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
    one("open").addEventListener("click", () => seams.forEach((seam) => { seam.open = !seam.hidden || seam.open; }));
    one("close").addEventListener("click", () => seams.forEach((seam) => { seam.open = false; }));
    filter();
  }

  // On a map, what stands under the pointer or has the focus lights up its own steps.
  for (const map of all(".map")) {
    const steps = all("[data-nodes]", map), nodes = all("[data-node]", map);
    const light = (ids, node) => {
      const near = new Set();
      for (const step of steps) {
        const ends = step.dataset.nodes.split(" ");
        const isLit = node ? ends.includes(node) : step.dataset.seams.split(" ").some((id) => ids.includes(id));
        step.classList.toggle("off", !isLit);
        if (isLit) ends.forEach((end) => near.add(end));
      }
      for (const each of nodes) each.classList.toggle("off", !near.has(each.dataset.node) && each.dataset.node !== node);
    };
    const dark = () => { nodes.forEach((node) => node.classList.remove("off")); filter(); };
    for (const step of all("a.step", map)) {
      const on = () => light(step.dataset.seams.split(" "), null);
      step.addEventListener("mouseenter", on);
      step.addEventListener("focus", on);
      step.addEventListener("mouseleave", dark);
      step.addEventListener("blur", dark);
    }
    for (const node of nodes) {
      node.addEventListener("mouseenter", () => light([], node.dataset.node));
      node.addEventListener("mouseleave", dark);
    }
  }

  // A link to a seam opens it, also where it is hidden by the filters.
  const reveal = (id) => {
    const target = one(id);
    if (!target || !target.matches("details.seam")) return;
    if (target.hidden && form) { form.reset(); filter(); }
    target.open = true;
    target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  if (location.hash) reveal(location.hash.slice(1));

  // In an editor that shows the page, links to files open there.
  const editor = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    const href = link.getAttribute("href");
    if (href.startsWith("#")) {
      setTimeout(() => reveal(href.slice(1)));
    } else if (editor && link.dataset.path) {
      event.preventDefault();
      const { path, line } = link.dataset;
      editor.postMessage({ command: "open", href, path, line: Number(line) });
    }
  });

  // On paper everything is open.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((each) => { each.open = false; }));
})();
