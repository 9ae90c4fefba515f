// The page as a whole: its state is the fragment, so that everything can be linked.

const state = () => new URLSearchParams(location.hash.slice(1));
let currentCase = -1;

const search = el("input", { type: "search", id: "q", placeholder: "name, reason, label …", autocomplete: "off", spellcheck: "false" });
const selects = filters.map((f) => ({ ...f, select: el("select", { id: "f-" + f.key, onchange: (e) => go({ [f.key]: e.currentTarget.value, case: "" }) }) }));
const tally = el("p", { class: "found", role: "status" });
const views = ["list", "matrix"].map((view) => el("a", { href: "#" }, view));
const main = document.getElementById("main");
const pane = el("div", { class: "pane", id: "case" });
const app = document.getElementById("app");

// go changes the fragment. Typing replaces it: each letter is no place to go back to.
function go(changes, isTyping) {
  const link = linkTo(changes);
  if (isTyping) {
    history.replaceState(null, "", link);
    show();
  } else {
    location.hash = link;
  }
}

function build() {
  for (const f of selects) {
    const counts = new Map();
    for (const row of rows) for (const value of f.of(row)) counts.set(value, (counts.get(value) || 0) + 1);
    const values = [...counts].sort((a, b) => (f.key === "suite" || f.key === "label" ? (a[0] < b[0] ? -1 : 1) : b[1] - a[1]));
    f.select.append(el("option", { value: "" }, "any"), ...values.map(([value, n]) => el("option", { value }, `${value} (${n})`)));
    f.isUseful = values.length > 0;
  }
  search.addEventListener("input", () => go({ q: search.value, case: "" }, true));
  app.append(
    el("form", { class: "tools", role: "search", onsubmit: (e) => e.preventDefault() },
      el("label", { class: "wide" }, "Find ", search),
      selects.filter((f) => f.isUseful).map((f) => el("label", {}, f.name + " ", f.select)),
      el("a", { class: "clear", href: "#" }, "Clear")),
    el("div", { class: "above" }, tally, el("nav", { class: "views", "aria-label": "view" }, views)));
  main.className = "full";
  main.replaceChildren(scroller, pane);
  document.querySelectorAll("#counts li").forEach((li) => {
    const text = li.textContent.trim(), status = text.slice(text.indexOf(" ") + 1);
    li.replaceChildren(el("a", { href: linkTo({ status, case: "" }) }, [...li.childNodes]));
  });
  app.hidden = false;
  document.querySelector(".skip-link").addEventListener("click", (e) => {
    e.preventDefault(); // the fragment holds the state
    focusItem(0);
  });
}

let before = ""; // the filters as they were, so that opening a case leaves the list alone
function show() {
  const s = state();
  const isMatrix = s.get("view") === "matrix";
  const filtered = ["q", ...filters.map((f) => f.key)].map((k) => s.get(k) || "").join("\u0000");
  currentCase = s.get("case") ? numberOf(s.get("case"), Number(s.get("voice") || 0)) : -1;
  if (search !== document.activeElement) search.value = s.get("q") || "";
  for (const f of selects) {
    const value = s.get(f.key) || "";
    f.select.value = value;
    f.select.classList.toggle("set", value !== "");
  }
  choose(s);
  tally.textContent = shown.length === rows.length ? plural(rows.length, "result") : `${shown.length.toLocaleString("en")} of ${plural(rows.length, "result")}`;
  views.forEach((a, n) => {
    a.href = linkTo({ view: n ? "matrix" : "", case: "" });
    if (Boolean(n) === isMatrix) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  });
  document.body.classList.toggle("has-case", currentCase >= 0 && !isMatrix);
  document.body.classList.toggle("has-matrix", isMatrix);
  if (isMatrix) {
    pane.replaceChildren(...[matrix(s)].flat(9));
    before = "";
    return;
  }
  group(s);
  if (filtered !== before) scroller.scrollTop = 0;
  before = filtered;
  drawList(true);
  if (currentCase >= 0) open(currentCase);
  else overview(s);
}

async function open(i) {
  await showCase(i, pane);
  if (i !== currentCase) return;
  pane.scrollTop = 0;
  const at = items.indexOf(i);
  const top = at * ROW;
  if (at >= 0 && (top < scroller.scrollTop || top + ROW > scroller.scrollTop + scroller.clientHeight)) {
    scroller.scrollTop = top - scroller.clientHeight / 2;
    drawList(false);
  }
  document.getElementById("case-name").focus({ preventScroll: false });
}

// overview is what stands beside the list while no case is chosen.
function overview(s) {
  const missing = s.get("case");
  const count = new Map();
  for (const i of shown) {
    const reason = reasonOf(rows[i]);
    if (reason) count.set(reason, (count.get(reason) || 0) + 1);
  }
  const bad = shown.filter((i) => !isGreen(rows[i]));
  const most = Math.max(1, ...count.values());
  pane.replaceChildren(el("div", { class: "overview" },
    missing ? el("p", { class: "message" }, "This report holds no case ", missing, ".") : null,
    bad.length > 0 ? [el("h2", {}, "What did not go well"), el("ul", { class: "bad-list" }, bad.slice(0, 50).map((i) => el("li", {},
      el("span", { class: "badge " + statusOf(rows[i]) }, statusOf(rows[i])), " ", el("a", { href: linkToCase(i) }, nameOf(rows[i]))))),
    bad.length > 50 ? el("p", {}, `And ${bad.length - 50} more, in the list.`) : null] : null,
    el("h2", {}, "Why requests are refused or fail"),
    count.size === 0 ? el("p", {}, "None of these is.") : el("table", { class: "why-table" },
      el("thead", { class: "unseen" }, el("tr", {}, el("th", { scope: "col" }, "reason"), el("th", { scope: "col" }, "results"))),
      el("tbody", {}, [...count].sort((a, b) => b[1] - a[1]).map(([reason, n]) => el("tr", {},
        el("th", { scope: "row" }, el("a", { href: linkTo({ reason, case: "" }) }, reason), el("span", {}, meanings.get(reason)?.short || "")),
        el("td", {}, el("span", { class: "share", style: { width: (70 * n) / most + "%" } }), n)))))));
}

addEventListener("hashchange", show);
addEventListener("resize", () => drawList(false));
addEventListener("keydown", (e) => {
  const isField = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName || "");
  if (e.key === "/" && !isField) {
    e.preventDefault();
    search.focus();
  } else if (e.key === "Escape" && currentCase >= 0) {
    const at = items.indexOf(currentCase);
    go({ case: "", voice: "" });
    setTimeout(() => focusItem(at));
  } else if (e.key === "ArrowDown" && document.activeElement === search) {
    e.preventDefault();
    focusItem(0);
  }
});
build();
show();
performance.mark("ready");
