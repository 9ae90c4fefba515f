// The sequence diagram of a story, laid out by the browser.

function diagram(story) {
  const lanes = story.lanes;
  const title = (lane) => (lane.kind === "server" ? lane.name.replace(/^https:\/\//, "") : lane.name);
  const grid = el("div", { class: "sequence", style: { gridTemplateColumns: widths(story) } });
  lanes.forEach((lane, i) => {
    grid.append(el("div", { class: "lane", style: { gridColumn: `${2 * i + 1} / span 2`, gridRow: 1 } },
      el("b", {}, breakable(title(lane))), lane.detail ? el("span", {}, lane.detail) : null));
    grid.append(el("div", { class: "life", "aria-hidden": "true", style: { gridColumn: `${2 * i + 2}`, gridRow: `2 / span ${story.events.length + 1}` } }));
  });
  const list = el("ol", { class: "events" });
  story.events.forEach((e, n) => list.append(event(e, n, lanes.map(title))));
  grid.append(list);
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "sequence diagram" }, grid);
}

// breakable lets the name of a host be broken where its parts end.
const breakable = (name) => name.split(/(?<=\/\/|\.)/).map((part) => [part, el("wbr")]);

// Each lane has two columns, which meet at its lifeline.
function widths(story) {
  const n = story.lanes.length;
  const gap = (i) => (["minmax(3.5rem,1fr)", "minmax(5.6rem,2.2fr)"][i] || "minmax(2.8rem,1fr)");
  const parts = ["minmax(1.4rem,.35fr)"];
  for (let i = 0; i < n - 1; i++) parts.push(gap(i), gap(i));
  parts.push(n === 2 ? "minmax(9rem,2fr)" : "minmax(2.4rem,.7fr)");
  return parts.join(" ");
}

function event(e, n, names) {
  const left = Math.min(e.from, e.to), right = Math.max(e.from, e.to);
  const stopped = e.isStopped ? " stopped" : "";
  if (e.kind === "note") {
    return el("li", { class: "note" + stopped, style: { gridColumn: `${2 * left + 2} / -1`, gridRow: n + 2 } },
      el("span", { class: "mark", "aria-hidden": "true" }, e.isStopped ? "✗ " : "• "), e.text);
  }
  const way = e.to > e.from ? "right" : "left";
  return el("li", { class: e.kind + stopped, style: { gridColumn: `${2 * left + 2} / ${2 * right + 2}`, gridRow: n + 2 } },
    el("span", { class: "unseen" }, `${names[e.from]} to ${names[e.to]}: `),
    el("span", { class: "what" }, e.text),
    (e.lines || []).map((line) => el("span", { class: "line" }, line)),
    e.isStopped ? el("span", { class: "unseen" }, " (stopped)") : null,
    el("span", { class: `arrow ${way}`, "aria-hidden": "true" }));
}
