// form.js is the form: it shows a state, and reads one.

import {$, $$, el} from './dom.js';
import {dress, light} from './editor.js';
import {policies} from './policies.js';

let options;
let state;
let changed = () => {};

const at = (path) => path.split('.').reduce((value, key) => value?.[key], state);

const put = (path, value) => {
  const keys = path.split('.');
  const last = keys.pop();
  const into = keys.reduce((object, key) => object[key] ??= {}, state);
  if (value === '' || value === undefined || value === false) delete into[last];
  else into[last] = value;
};

const show = (input, value) => {
  if (input.type === 'checkbox') input.checked = Boolean(value);
  else if (input.dataset.field === 'request.crossorigin') input.value = value ?? '-';
  else input.value = value ?? '';
};

const read = (input) => {
  if (input.type === 'checkbox') return input.checked;
  if (input.dataset.field === 'request.crossorigin') return input.value === '-' ? undefined : input.value;
  if (input.type === 'number') return input.value === '' ? '' : Number(input.value);
  return input.value;
};

const fieldsOf = (api) => options.apis.find((a) => a.name === (api || 'fetch'))?.fields ?? [];

// fit shows the fields that the API has, and forgets what others say.
const fit = () => {
  const fields = fieldsOf(state.request.api);
  for (const box of $$('[data-only]')) box.hidden = !fields.includes(box.dataset.only);
  for (const field of ['method', 'headers', 'credentials', 'mode', 'redirect', 'cache', 'crossorigin']) {
    if (!fields.includes(field)) delete state.request[field];
  }
  if (!fields.includes('body')) for (const key of ['bodyKind', 'body', 'bodyType']) delete state.request[key];
  $('#body-box').hidden = !fields.includes('body') || !state.request.bodyKind;
  $('#body-type').hidden = state.request.bodyKind !== 'blob';
};

const isByHand = (server) => server.policy === undefined && server.engine === undefined;

const fitServer = (box, server, i) => {
  const byHand = isByHand(server);
  $('.step', box).textContent = i + 3;
  $('.server-title', box).textContent = i === 0 ? 'What the server says' : 'What another server says';
  $('.at', box).hidden = i === 0 && !server.at;
  $('.remove', box).hidden = i === 0;
  $('.policy', box).hidden = byHand;
  $('.hand', box).hidden = !byHand && !server.behind;
  for (const radio of $$('[data-source]', box)) radio.checked = (radio.dataset.source === 'hand') === byHand;
};

const drawServer = (server, i) => {
  const box = $('#server-template').content.cloneNode(true).firstElementChild;
  for (const input of $$('[data-field]', box)) {
    const label = input.closest('label') ?? input.previousElementSibling;
    input.dataset.field = `servers.${i}.${input.dataset.field}`;
    input.id = input.dataset.field.replaceAll('.', '-');
    if (label.tagName === 'LABEL' && !label.contains(input)) label.htmlFor = input.id;
  }
  for (const radio of $$('[data-source]', box)) {
    radio.name = `source-${i}`;
    radio.addEventListener('change', () => {
      const s = state.servers[i];
      if (radio.dataset.source === 'hand') {
        for (const key of ['policy', 'engine', 'resource', 'behind']) delete s[key];
      } else {
        s.policy = policies[0].text;
        s.engine = policies[0].engine;
      }
      setState(state);
      changed();
    });
  }
  const engine = $(`[data-field="servers.${i}.engine"]`, box);
  engine.append(...options.engines.map((name) => el('option', {}, name)));
  const example = $('.example', box);
  example.append(...policies.map((p, n) => el('option', {value: n}, p.name)));
  example.addEventListener('change', () => {
    const p = policies[example.value];
    if (!p) return;
    Object.assign(state.servers[i], {policy: p.text, engine: p.engine});
    delete state.servers[i].resource;
    if (p.url) state.request.url = p.url;
    setState(state);
    changed();
  });
  $('.remove', box).addEventListener('click', () => {
    state.servers.splice(i, 1);
    setState(state);
    changed();
  });
  fitServer(box, server, i);
  return box;
};

// setState shows a state.
export const setState = (next) => {
  state = structuredClone(next);
  state.page ??= {url: ''};
  state.request ??= {url: ''};
  state.servers ??= [];
  for (const s of state.servers) { s.preflight ??= {}; s.actual ??= {}; }
  $('#servers').replaceChildren(...state.servers.map(drawServer));
  for (const input of $$('#form [data-field]')) show(input, at(input.dataset.field));
  for (const select of $$('#form select[data-field$=".resource"]')) {
    const value = at(select.dataset.field);
    if (value) { select.replaceChildren(el('option', {}, value)); select.value = value; }
  }
  if (state.cookies || state.blockThirdPartyCookies) $('#cookies-box').open = true;
  for (const details of $$('#servers details')) details.open = Boolean($('textarea', details).value);
  dress($('#form'));
  fit();
};

// getState returns the state that is shown.
export const getState = () => state;

// showLights lights up the lines that decided, and the fields with a problem.
export const showLights = (lights, problems) => {
  for (const input of $$('#form [data-field]')) {
    const mine = (lights ?? []).filter((l) => l.field === input.dataset.field);
    const wrong = (problems ?? []).filter((p) => p.field === input.dataset.field);
    input.toggleAttribute('aria-invalid', wrong.length > 0);
    light(input, [...wrong.map((p) => ({line: p.line, verdict: 'fail', why: p.message})), ...mine]);
  }
};

// showResources offers the policies that were found in a text.
export const showResources = (resources) => {
  (resources ?? []).forEach((found, i) => {
    const select = $(`[data-field="servers.${i}.resource"]`);
    if (!select) return;
    select.closest('label').hidden = found.length < 2;
    if (found.length < 2) return;
    select.replaceChildren(el('option', {value: ''}, 'choose one'), ...found.map((r) => el('option', {value: r.name}, `${r.name} (${r.engine})`)));
    select.value = state.servers[i]?.resource ?? '';
  });
};

// start prepares the form. onChange is called whenever the state has changed.
export const start = (opts, onChange) => {
  options = opts;
  changed = onChange;
  const pick = (field, names) => $(`[data-field="${field}"]`).append(...names.map((name, i) => el('option', {value: i === 0 ? '' : name}, name)));
  pick('page.as', options.pages);
  pick('request.api', options.apis.map((a) => a.name));
  $('#form').addEventListener('input', (event) => {
    const input = event.target;
    if (!input.dataset.field) return;
    put(input.dataset.field, read(input));
    if (input.dataset.field === 'request.api' || input.dataset.field === 'request.bodyKind') fit();
    if (input.dataset.field.endsWith('.behind')) fitServer(input.closest('.server'), state.servers[Number(input.dataset.field.split('.')[1])], Number(input.dataset.field.split('.')[1]));
    changed();
  });
  $('#form').addEventListener('submit', (event) => event.preventDefault());
  $('#add-server').addEventListener('click', () => {
    state.servers.push({at: 'https://other.example.org', preflight: {}, actual: {status: 200, headers: 'Access-Control-Allow-Origin: *'}});
    setState(state);
    changed();
  });
};
