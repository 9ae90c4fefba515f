// The matrix: the outcomes of a suite's cases over its axes.

const matrixRows = 300; // drawn at first

// axesOf takes the name of a case apart: what stands before the axes, the values by
// axis, and the step.
function axesOf(rest) {
  const found = /^([^[]*)(?:\[(.*)\])?(@\d+)?$/.exec(rest);
  const values = new Map();
  for (const part of words((found && found[2]) || "")) {
    const at = part.indexOf("=");
    values.set(part.slice(0, at), decode(part.slice(at + 1)));
  }
  return { name: found ? found[1] : rest, values, step: (found && found[3]) || "" };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// blocksOf groups rows by suite and case name: each has axes of its own.
function blocksOf(numbers) {
  const blocks = new Map();
  for (const i of numbers) {
    const { name, values, step } = axesOf(rows[i][REST]);
    if (values.size === 0) continue;
    const key = rows[i][SUITE] + " " + name + " " + [...values.keys()].join(",");
    if (!blocks.has(key)) blocks.set(key, { suite: rows[i][SUITE], name, axes: new Map(), cells: [] });
    const block = blocks.get(key);
    for (const [axis, value] of values) {
      if (!block.axes.has(axis)) block.axes.set(axis, new Set());
      block.axes.get(axis).add(value);
    }
    block.cells.push({ i, values, step });
  }
  return [...blocks.values()];
}

// across returns the axes that are columns: as chosen, or the last ones, as many as
// fit beside one another.
function across(block, state) {
  const axes = [...block.axes.keys()];
  const chosen = words(state.get("across") || "").filter((a) => block.axes.has(a));
  if (chosen.length > 0) return axes.filter((a) => chosen.includes(a));
  const columns = [];
  let width = 1;
  for (const axis of axes.slice(1).reverse()) {
    if (columns.length > 0 && width * block.axes.get(axis).size > 16) break;
    width *= block.axes.get(axis).size;
    columns.unshift(axis);
  }
  return columns.length > 0 || axes.length === 0 ? columns : [axes[0]];
}

function matrix(state) {
  const blocks = blocksOf(shown);
  const suites = new Set(blocks.map((b) => b.suite));
  const limit = 12;
  if (blocks.length === 0) return el("p", { class: "empty" }, "No case with axes passes the filters. A matrix shows the cases of a suite over its axes.");
  return [
    el("p", {}, `${plural(blocks.length, "matrix").replace("matrixs", "matrices")} of ${plural(suites.size, "suite")}. `,
      blocks.length > limit ? `The first ${limit} are drawn; choose a suite to see another.` : null,
      el("span", { class: "key" }, " ", ["allow", "deny", "error", ""].map((o) => [el("span", { class: "cell " + (o || "untold") }, marks[o]), " " + outcomeWords[o] + "  "]),
        el("span", { class: "cell allow asked" }, "✓"), " after a preflight  ", el("span", { class: "cell deny wrong" }, "✗"), " disagrees")),
    blocks.slice(0, limit).map((b) => table(b, state)),
  ];
}

function table(block, state) {
  const columns = across(block, state);
  const lines = [...block.axes.keys()].filter((a) => !columns.includes(a));
  const key = (values, axes) => axes.map((a) => values.get(a)).join("\u0000");
  const heads = new Map(), sides = new Map(), cells = new Map();
  for (const c of block.cells) {
    heads.set(key(c.values, columns), columns.map((a) => c.values.get(a)));
    sides.set(key(c.values, lines), lines.map((a) => c.values.get(a)));
    const at = key(c.values, lines) + "\u0001" + key(c.values, columns);
    if (!cells.has(at)) cells.set(at, []);
    cells.get(at).push(c);
  }
  const suite = index.suites[block.suite];
  const body = el("tbody");
  const all = [...sides];
  const draw = (from, to) => {
    const part = all.slice(from, to);
    part.forEach(([side, texts], n) => body.append(el("tr", {},
      lines.length === 0 ? el("th", { scope: "row" }, "all") : texts.map((t, level) => {
        const span = run(part.map(([, t]) => t), n, level);
        return span > 0 ? el("th", { scope: span > 1 ? "rowgroup" : "row", rowspan: span }, t) : null;
      }),
      [...heads.keys()].map((head) => el("td", {}, (cells.get(side + "\u0001" + head) || []).map(cell))))));
  };
  draw(0, matrixRows);
  const more = all.length > matrixRows
    ? el("button", { type: "button", onclick: (e) => { draw(matrixRows, all.length); e.currentTarget.remove(); } }, `Draw the other ${plural(all.length - matrixRows, "row")}`)
    : null;
  return el("section", { class: "matrix" },
    el("h2", {}, el("a", { href: linkTo({ suite: suite.name }) }, suite.name), block.name),
    el("p", {}, suite.title || ""),
    el("fieldset", {}, el("legend", {}, "Axes as columns"), [...block.axes.keys()].map((axis) => el("label", {},
      el("input", { type: "checkbox", checked: columns.includes(axis), onchange: (e) => pivot(block, columns, axis, e.currentTarget.checked) }), axis))),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "outcomes of " + suite.name + block.name },
      el("table", { class: "grid" },
        el("thead", {}, columns.map((axis, n) => el("tr", {},
          n === 0 ? (lines.length === 0 ? [""] : lines).map((l) => el("td", { rowspan: columns.length, class: "corner" }, l)) : null,
          [...heads.values()].map((texts, at, list) => {
            const span = run(list, at, n);
            return span > 0 ? el("th", { scope: span > 1 ? "colgroup" : "col", colspan: span }, el("small", {}, axis), " ", texts[n]) : null;
          })))),
        body)),
    more);
}

// run is how many neighbours from here on say the same, up to a level, as one head
// serves them all; 0 where an earlier one does.
function run(list, at, level) {
  const same = (a, b) => b && a.slice(0, level + 1).every((t, i) => t === b[i]);
  if (at > 0 && same(list[at], list[at - 1])) return 0;
  let n = 1;
  while (same(list[at], list[at + n])) n++;
  return n;
}

// pivot moves an axis between rows and columns.
function pivot(block, columns, axis, isColumn) {
  const next = [...block.axes.keys()].filter((a) => (a === axis ? isColumn : columns.includes(a)));
  location.hash = linkTo({ across: next.join(",") });
}

function cell(c) {
  const row = rows[c.i];
  const outcome = outcomeOf(row), reason = reasonOf(row);
  const text = outcomeWords[outcome] + (reason ? ", " + reason : "") + (row[PREFLIGHT] ? ", after a preflight" : "") + (isGreen(row) ? "" : ", " + statusOf(row)) + (c.step ? ", step " + c.step.slice(1) : "");
  return el("a", {
    class: "cell " + (outcome || "untold") + (row[PREFLIGHT] ? " asked" : "") + (isGreen(row) ? "" : " wrong"),
    href: linkToCase(c.i), title: text, "aria-label": text,
  }, marks[outcome]);
}
