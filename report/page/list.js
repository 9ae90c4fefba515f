// The list of results: filtered, grouped by suite, and drawn only where it is seen.

const ROW = 32; // pixels
let shown = []; // numbers of the rows that pass the filters
let items = []; // what the list holds: suites, and rows of those that are open
const toggled = new Map(); // suites that somebody has opened or closed

const haystack = rows.map((row) => [nameOf(row), reasonOf(row), index.labels[row[LABELS]], suiteOf(row).title || ""].join(" ").toLowerCase());

// filters have a key in the fragment, a word, what a row has, and all there is.
const filters = [
  { key: "status", name: "Status", of: (row) => [statusOf(row)] },
  { key: "outcome", name: "Outcome", of: (row) => [outcomeOf(row) || "not told"] },
  { key: "reason", name: "Reason", of: (row) => (reasonOf(row) ? [reasonOf(row)] : []) },
  { key: "label", name: "Label", of: (row) => words(index.labels[row[LABELS]]) },
  { key: "policy", name: "Policy", of: (row) => words(index.policies[row[POLICIES]]) },
  { key: "suite", name: "Suite", of: (row) => [suiteOf(row).name] },
];

function choose(state) {
  const wanted = (state.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
  const active = filters.filter((f) => state.get(f.key));
  shown = [];
  rows.forEach((row, i) => {
    if (wanted.every((w) => haystack[i].includes(w)) && active.every((f) => f.of(row).includes(state.get(f.key)))) shown.push(i);
  });
}

// group lays out the list. A suite in which all is well is closed, unless somebody
// is looking for something.
function group(state) {
  const isSearch = filters.some((f) => state.get(f.key)) || state.get("q");
  const current = numberOf(state.get("case") || "", Number(state.get("voice") || 0));
  const groups = [];
  for (const i of shown) {
    const last = groups[groups.length - 1];
    if (last && last.suite === rows[i][SUITE]) last.rows.push(i);
    else groups.push({ suite: rows[i][SUITE], rows: [i] });
  }
  for (const g of groups) {
    g.bad = g.rows.filter((i) => !isGreen(rows[i])).length;
    g.open = toggled.get(g.suite) ?? (Boolean(isSearch && groups.length < 40) || g.bad > 0 || groups.length === 1 || g.rows.includes(current));
  }
  // What did not go well comes first.
  groups.sort((a, b) => (b.bad > 0) - (a.bad > 0));
  items = groups.flatMap((g) => (g.open ? [g, ...g.rows] : [g]));
}

const list = el("ul", { class: "rows" });
const scroller = el("div", { class: "list" }, list);
const drawn = new Map(); // item number → element

function drawList(isNew) {
  if (isNew) {
    drawn.clear();
    list.replaceChildren();
    list.style.height = items.length * ROW + "px";
  }
  const first = Math.max(0, Math.floor(scroller.scrollTop / ROW) - 10);
  const last = Math.min(items.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / ROW) + 10);
  for (const [n, e] of drawn) {
    if (n < first || n >= last) {
      e.remove();
      drawn.delete(n);
    }
  }
  for (let n = first; n < last; n++) {
    if (drawn.has(n)) continue;
    const e = item(n);
    drawn.set(n, e);
    // In the order of the list, for those who go through it by key or ear.
    let after = n + 1;
    while (after < last && !drawn.has(after)) after++;
    list.insertBefore(e, drawn.get(after) || null);
  }
}

function item(n) {
  const it = items[n];
  const place = { top: n * ROW + "px" };
  const set = { "aria-setsize": items.length, "aria-posinset": n + 1, style: place };
  if (typeof it === "object") {
    const suite = index.suites[it.suite];
    return el("li", { class: "suite", ...set },
      el("button", { type: "button", "aria-expanded": it.open, onclick: () => toggle(it), title: suite.title },
        el("span", { class: "fold", "aria-hidden": "true" }, it.open ? "▾" : "▸"), el("b", {}, suite.name),
        el("span", { class: "tally" + (it.bad ? " bad" : "") }, it.bad ? `${it.bad} of ${it.rows.length}` : it.rows.length)));
  }
  const row = rows[it];
  return el("li", { class: "result", ...set },
    el("a", { href: linkToCase(it), class: statusOf(row), "aria-current": it === currentCase ? "true" : null },
      el("span", { class: "dot " + statusOf(row), role: "img", "aria-label": statusOf(row) }),
      el("span", { class: "name", title: nameOf(row) }, shortName(row)),
      el("span", { class: "outcome " + (outcomeOf(row) || "untold") }, outcomeWords[outcomeOf(row)])));
}

// shortName leaves out what every neighbour has: the suite, and the names of axes.
function shortName(row) {
  const { name, values, step } = axesOf(row[REST]);
  return [name, ...values.values(), step && "step " + step.slice(1)].filter(Boolean).join(" · ") || suiteOf(row).name;
}

function toggle(g) {
  toggled.set(g.suite, !g.open);
  const at = items.indexOf(g);
  group(state());
  drawList(true);
  focusItem(at);
}

function focusItem(n) {
  if (n < 0 || n >= items.length) return;
  const top = n * ROW;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  if (top + ROW > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + ROW - scroller.clientHeight;
  drawList(false);
  drawn.get(n)?.firstChild.focus({ preventScroll: true });
}

let isDrawing = false;
scroller.addEventListener("scroll", () => {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    drawList(false);
  });
});
scroller.addEventListener("keydown", (e) => {
  const at = [...drawn].find(([, li]) => li.contains(document.activeElement))?.[0];
  if (at === undefined) return;
  const page = Math.floor(scroller.clientHeight / ROW);
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[e.key];
  if (by !== undefined) {
    e.preventDefault();
    focusItem(Math.min(items.length - 1, Math.max(0, at + by)));
  } else if ((e.key === "ArrowRight" || e.key === "ArrowLeft") && typeof items[at] === "object" && items[at].open !== (e.key === "ArrowRight")) {
    e.preventDefault();
    toggle(items[at]);
  }
});
