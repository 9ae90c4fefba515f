// The page of one case.

const meanings = new Map(index.meanings.map((m, i) => [m.reason, { ...m, url: index.addresses[i] }]));

async function showCase(i, into) {
  const row = rows[i];
  const details = await detailsOf(i);
  const story = details.story;
  const article = el("article", { class: "case", "aria-labelledby": "case-name" },
    caseHead(i, row, details),
    story ? [el("p", { class: "question" }, story.question), el("p", { class: "verdict " + (story.outcome || "untold") }, story.verdict)] : null,
    story && story.after ? el("p", {}, `Asked after a wait of ${story.after}.`) : null,
    story && story.observed ? el("p", { class: "observed" }, story.observed) : null,
    details.message ? el("p", { class: "message" }, details.message) : null,
    story ? section("Who sends what to whom", diagram(story)) : null,
    section("The three voices", voiceTable(details.voices)),
    details.departures ? el("p", {}, "The browser departs from the profile by ", details.departures.join(", "), ".") : null,
    story ? section("Decisions, step by step", decisionList(story)) : null,
    meaning(reasonOf(row) || (story && story.reason)),
    story && story.fix ? section("The smallest fix", fix(story.fix)) : null,
    story && story.quirks ? section("Quirks that changed the way", el("dl", {}, story.quirks.map((q) => [
      el("dt", {}, el("code", {}, q.name)), el("dd", {}, q.text, " ", q.url ? standard(q.url, q.section) : null)]))) : null,
    story && story.unverified ? section("Not verified", el("ul", {}, story.unverified.map((u) => el("li", {}, u)))) : null,
    exchanges(details),
    source(row, details),
  );
  into.replaceChildren(article);
}

function caseHead(i, row, details) {
  const suite = suiteOf(row);
  const labels = words(index.labels[row[LABELS]]);
  return el("header", {},
    el("p", { class: "path" }, el("a", { href: linkTo({ case: "", suite: suite.name }) }, suite.name), suite.title ? " – " + suite.title : ""),
    el("h2", { id: "case-name", tabindex: "-1" }, el("span", { class: "badge " + statusOf(row) }, statusOf(row)), " ", nameOf(row)),
    details.title && details.title !== suite.title ? el("p", {}, details.title) : null,
    suite.why ? el("p", { class: "why" }, suite.why) : null,
    el("p", { class: "labels" }, index.voices[row[VOICE]], labels.map((l) => [" ", el("a", { class: "label", href: linkTo({ case: "", label: l }) }, l)]),
      details.source ? [" from ", details.source] : null),
    el("nav", { class: "turn", "aria-label": "neighbours" },
      el("a", { class: "back", href: linkTo({ case: "", voice: "" }) }, "← list"),
      step(i, -1, "‹ previous"), step(i, 1, "next ›")),
  );
}

function step(i, by, text) {
  const at = shown.indexOf(i);
  const to = at < 0 ? undefined : shown[at + by];
  return to === undefined ? null : el("a", { href: linkToCase(to) }, text);
}

const section = (title, ...content) => el("section", {}, el("h3", {}, title), content);
const standard = (url, name) => el("a", { href: url, rel: "noreferrer" }, name);

function voiceTable(list) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "what was expected, predicted and observed" },
    el("table", { class: "voices" },
      el("thead", {}, el("tr", {}, ["field", "expected", "predicted", "observed"].map((t) => el("th", { scope: "col" }, t)))),
      el("tbody", {}, list.map((v) => el("tr", { class: v.differs ? "differs" : null },
        el("th", { scope: "row" }, v.field, v.differs ? el("span", { class: "unseen" }, " (they disagree)") : null),
        v.voices.map((text) => el("td", {}, text === "" ? el("span", { class: "nothing" }, "–") : text.split("\n").map((line, n) => [n ? el("br") : null, line]))))))));
}

function decisionList(story) {
  return el("ol", { class: "decisions" }, story.decisions.map((d) =>
    el("li", { class: (d.number === story.deciding ? "deciding " : "") + (d.isServers ? "servers" : d.verdict) },
      el("span", { class: "mark", "aria-hidden": "true" }, d.isServers ? "§" : { pass: "✓", fail: "✗", info: "·" }[d.verdict]),
      el("span", { class: "unseen" }, d.isServers ? "server: " : { pass: "passed: ", fail: "failed: ", info: "" }[d.verdict]),
      el("span", {}, d.text, " ",
        d.url ? standard(d.url, d.section) : el("span", { class: "rule" }, d.section),
        d.quirk ? el("span", { class: "label" }, "quirk " + d.quirk) : null))));
}

function meaning(reason) {
  const m = meanings.get(reason);
  if (!m) return null;
  const list = (title, items) => [el("h4", {}, title), el("ul", {}, items.map((t) => el("li", {}, t)))];
  return section(m.reason + ", in plain words", el("p", {}, m.means, " ", standard(m.url, m.section)),
    el("div", { class: "two" }, el("div", {}, list("What usually causes it", m.causes)), el("div", {}, list("What helps", m.fixes))),
    el("p", {}, el("a", { href: m.page }, "Its page in the playground"), ", while ", el("code", {}, "corslab serve"), " runs."));
}

function fix(f) {
  return [el("p", {}, f.text), (f.changes || []).map((c) => el("figure", {}, el("figcaption", {}, c.title), el("pre", {}, c.lines.map((l) => [visible(l), el("br")])))),
    (f.cautions || []).map((c) => el("p", { class: "caution" }, c))];
}

// exchanges shows the raw ones: as observed, and as predicted where those are told.
function exchanges(details) {
  const blocks = [["as observed", details.observed], ["as predicted", details.predicted]].filter(([, list]) => list);
  if (blocks.length === 0) return null;
  return blocks.map(([title, list], n) => el("details", { open: n === 0 }, el("summary", {}, `Raw exchanges, ${title} (${list.length})`), list.map(exchange)));
}

function exchange(x) {
  const lines = (list) => (list || []).map((l) => ["  " + visible(l), el("br")]);
  return el("figure", { class: "exchange" },
    x.curl ? el("button", { type: "button", class: "copy", onclick: (e) => copy(e.currentTarget, x.curl) }, "Copy as curl") : null,
    el("pre", { tabindex: "0" }, el("b", {}, x.request), el("br"), lines(x.headers), x.body ? [el("br"), visible(x.body), el("br")] : null,
      el("br"), el("b", {}, x.answer), el("br"), lines(x.response), x.content ? [el("br"), visible(x.content)] : null));
}

async function copy(button, text) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    // A page from the disk may not: it shows the line, selected.
    const area = el("textarea", { readonly: true, rows: "3", "aria-label": "curl line" });
    area.value = text;
    button.after(area);
    area.select();
    button.textContent = document.execCommand("copy") ? "Copied" : "Copy it from here";
  }
  setTimeout(() => (button.textContent = before), 2000);
}

// source shows the scenario file, opened where the case stands.
function source(row, details) {
  const suite = suiteOf(row);
  if (!suite.file) return null;
  const pre = el("pre", { class: "source", tabindex: "0" });
  const open = async () => {
    if (pre.firstChild) return;
    const text = await unpack("f" + row[SUITE]);
    text.replace(/\n$/, "").split("\n").forEach((line, n) => pre.append(el("span", { class: n + 1 === details.line ? "here" : null, "data-n": n + 1 }, line, document.createTextNode("\n"))));
    const here = pre.querySelector(".here");
    if (here) pre.scrollTop = here.offsetTop - pre.offsetTop - 60;
  };
  return el("details", { ontoggle: open }, el("summary", {}, "Scenario ", el("code", {}, suite.file), details.line ? ", line " + details.line : ""), pre);
}
