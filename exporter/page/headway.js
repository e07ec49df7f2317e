// What the pages do beyond standing still: they follow the program, and the list can be filtered.
"use strict";

(() => {
  const REFRESH_MS = 5000;
  const TIMEOUT_MS = 4000;
  const tools = document.getElementById("tools");
  const news = document.getElementById("news");
  const refreshed = document.getElementById("refreshed");
  const pause = document.getElementById("pause");
  const filter = document.getElementById("filter");
  const onlyProblems = document.getElementById("only-problems");
  const headline = () => document.getElementById("headline")?.textContent ?? "";
  const clock = () => `${new Date().toISOString().slice(11, 19)} UTC`;

  let paused = false;
  let held = false;  // by a selection
  let failing = false;
  let shownAt = clock();
  let title = document.title;  // of what is shown

  function announce(text) {
    if (news.textContent !== text) news.textContent = text;
  }

  function tellAge() {
    const why = paused ? ", paused" : held ? ", held while text is selected" : "";
    refreshed.textContent = `as of ${shownAt}${why}`;
  }

  function nameWindow() {
    document.title = failing ? `(no answer) ${title}` : title;
  }

  function setFailing(value) {
    if (failing === value) return;
    failing = value;
    document.documentElement.classList.toggle("unanswered", failing);
    nameWindow();
    announce(failing ? `headway does not answer since ${clock()}: what is shown is old`
                     : headline());
  }

  // Every word must occur in what a row is found by: its names, roles, chain, state and hosts, and
  // what it is a row of.
  function isWanted(row, words) {
    if (onlyProblems.checked && row.dataset.need === "") return false;
    const section = row.closest("section");
    const text = [
      row.cells[0].textContent, row.dataset.state, row.dataset.need,
      section.dataset.chain ?? section.dataset.list, row.closest("table").caption?.textContent,
      ...[...row.querySelectorAll(".urls, .key")].map((cell) => cell.textContent),
    ].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  // A table without a row that is wanted is hidden, and so is a section without such a table, but
  // for one that has a problem of its own. Returns how many rows are shown.
  function filterSection(section, words) {
    const filtering = words.length > 0 || onlyProblems.checked;
    let shown = 0;
    for (const table of section.querySelectorAll("table")) {
      const rows = [...table.tBodies[0].rows];
      for (const row of rows) row.hidden = !isWanted(row, words);
      const wanted = rows.filter((row) => !row.hidden).length;
      table.hidden = filtering && wanted === 0;
      shown += wanted;
    }
    const isProblem = words.length === 0 && Boolean(section.dataset.need);
    section.hidden = filtering && shown === 0 && !isProblem;
    return shown;
  }

  // Returns how many rows of endpoints are shown, and how many others.
  function applyFilter() {
    const shown = { endpoints: 0, others: 0 };
    if (!filter) return shown;
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const section of document.querySelectorAll("main section")) {
      const kind = "chain" in section.dataset ? "endpoints" : "others";
      shown[kind] += filterSection(section, words);
    }
    return shown;
  }

  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  function onFilter() {
    const { endpoints, others } = applyFilter();
    if (failing) return;  // nothing is more important
    const filtering = filter.value.trim() !== "" || onlyProblems.checked;
    const more = others > 0 ? ` and ${count(others, "row")} of Lava` : "";
    announce(filtering ? `${count(endpoints, "endpoint")}${more} shown` : "");
  }

  // What has the focus can be found again in the new content by what it is and where it leads.
  function keyOf(element) {
    if (!element || !element.closest("main")) return null;
    if (element.id) return `#${CSS.escape(element.id)}`;
    const tag = element.tagName.toLowerCase();
    for (const name of ["href", "aria-label"]) {
      const value = element.getAttribute(name);
      if (value) return `main ${tag}[${name}="${CSS.escape(value)}"]`;
    }
    return null;
  }

  // Scrolled to the side: the same boxes, in the same order.
  const sidewaysOf = (main) => [...main.querySelectorAll(".wide")].map((box) => box.scrollLeft);

  function show(next) {
    const main = document.getElementById("main");
    const key = keyOf(document.activeElement);
    const sideways = sidewaysOf(main);
    const before = headline();
    const [x, y] = [window.scrollX, window.scrollY];
    main.replaceWith(document.adoptNode(next.getElementById("main")));
    title = next.title;
    nameWindow();
    const footer = next.querySelector("footer");
    if (footer) document.querySelector("footer").replaceWith(document.adoptNode(footer));
    applyFilter();
    document.querySelectorAll("main .wide").forEach((box, at) => {
      box.scrollLeft = sideways[at] ?? 0;
    });
    if (key) document.querySelector(key)?.focus({ preventScroll: true });
    window.scrollTo(x, y);
    if (headline() !== before) announce(headline());
  }

  const isSelecting = () => {
    const selection = window.getSelection();
    return selection !== null && !selection.isCollapsed;
  };

  async function refresh() {
    try {
      const response = await fetch(location.href, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      const next = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!next.getElementById("main")) throw new Error("not a page of headway");
      // What somebody is marking to copy is not taken away under their hands.
      held = isSelecting();
      if (!paused && !held) {
        show(next);
        shownAt = clock();
      }
      setFailing(false);
      tellAge();
    } catch {
      setFailing(true);
    }
  }

  // A page that takes its time, as of a large fleet, is fetched the less often.
  async function turn() {
    const started = performance.now();
    if (!paused && !document.hidden) await refresh();
    setTimeout(turn, Math.max(REFRESH_MS, 10 * (performance.now() - started)));
  }

  tools.hidden = false;
  tools.addEventListener("submit", (event) => event.preventDefault());
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    tellAge();
    if (!paused) refresh();
  });
  if (filter) {
    filter.addEventListener("input", onFilter);
    onlyProblems.addEventListener("change", onFilter);
    applyFilter();  // a browser may restore both when it goes back
  }
  tellAge();
  setTimeout(turn, REFRESH_MS);
})();
