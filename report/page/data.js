// What the page knows, and the one way in which text comes onto it.

const index = JSON.parse(document.getElementById("index").textContent);
const rows = index.rows;

// The columns of a row.
const SUITE = 0, REST = 1, STATUS = 2, LABELS = 3, OUTCOME = 4, REASON = 5, POLICIES = 6, VOICE = 7, PREFLIGHT = 8;

const suiteOf = (row) => index.suites[row[SUITE]];
const nameOf = (row) => suiteOf(row).name + row[REST];
const statusOf = (row) => index.statuses[row[STATUS]];
const outcomeOf = (row) => index.outcomes[row[OUTCOME]];
const reasonOf = (row) => index.reasons[row[REASON]];
const isGreen = (row) => ["pass", "skip", "known-fail"].includes(statusOf(row));
const words = (text) => (text === "" ? [] : text.split(","));

const marks = { allow: "✓", deny: "✗", error: "!", "": "·" };
const outcomeWords = { allow: "allowed", deny: "refused", error: "no answer", "": "not told" };

// numberOf finds the row of a name, and of a voice where several have spoken.
let numbers; // rows by name, made when somebody asks
function numberOf(name, voice) {
  if (!name) return -1;
  if (!numbers) {
    numbers = new Map();
    rows.forEach((row, i) => {
      const of = nameOf(row), others = numbers.get(of);
      if (others) others.push(i);
      else numbers.set(of, [i]);
    });
  }
  const found = numbers.get(name) || [];
  return found.find((i) => rows[i][VOICE] === voice) ?? found[0] ?? -1;
}

// unpack opens what is stored compressed.
async function unpack(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

const parcels = new Map();
async function detailsOf(i) {
  const n = Math.floor(i / index.parcelSize);
  if (!parcels.has(n)) {
    if (parcels.size > 8) parcels.delete(parcels.keys().next().value);
    parcels.set(n, unpack("p" + n).then(JSON.parse));
  }
  return (await parcels.get(n))[i % index.parcelSize];
}

// visible writes characters that do not show as themselves as escapes: control
// characters, invisible ones, those that turn the direction of text.
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
const visible = (text) => String(text).replace(unseen, (c) => "\\u{" + c.codePointAt(0).toString(16) + "}");

// el makes an element. Children that are text become text, whatever they say.
function el(tag, props, ...children) {
  const e = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
    else if (key === "style") Object.assign(e.style, value);
    else e.setAttribute(key, value === true ? "" : visible(value));
  }
  for (const child of children.flat(9)) {
    if (child === undefined || child === null || child === false) continue;
    e.append(child instanceof Node ? child : visible(child));
  }
  return e;
}

// linkTo is the fragment that shows what is shown now, but for some changes.
function linkTo(changes) {
  const next = new URLSearchParams(location.hash.slice(1));
  for (const [key, value] of Object.entries(changes)) {
    if (value === "" || value === undefined || value === null) next.delete(key);
    else next.set(key, value);
  }
  return "#" + next.toString();
}
const linkToCase = (i) => linkTo({ view: "", case: nameOf(rows[i]), voice: index.voices.length > 1 ? rows[i][VOICE] : "" });

const plural = (n, noun) => n.toLocaleString("en") + " " + noun + (n === 1 ? "" : "s");
