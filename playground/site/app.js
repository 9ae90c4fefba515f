// app.js is the page: it has the engine answer whenever something changes, and shows
// what the address asks for.

import {$, $$, el} from './dom.js';
import {call} from './engine.js';
import * as form from './form.js';
import {dress, light} from './editor.js';
import {showProblems, showStory, showVerdict} from './answer.js';
import {showLesson, showLessons, showReason, showReasons} from './lessons.js';
import {showProve} from './prove.js';
import {decode, encode} from './share.js';

let options;
let scenario; // the state of a scenario that the form cannot show; null for the form
let profile = '';
let asked = 0;
let written = ''; // the fragment that was written here
let latest;

const state = () => {
  const now = scenario ?? form.getState();
  if (profile) now.profile = profile; else delete now.profile;
  return now;
};

// show shows an answer.
const show = (answer) => {
  const problems = answer.problems ?? [];
  showProblems($('#problems'), problems);
  $('#answer').classList.toggle('stale', problems.length > 0);
  form.showResources(answer.resources);
  if (scenario) {
    light($('#scenario'), problems.map((p) => ({line: p.line, verdict: 'fail', why: p.message})));
    if (answer.cases) {
      $('#case').replaceChildren(...answer.cases.map((name) => el('option', {}, name)));
      $('#case').value = answer.case;
    }
  } else {
    form.showLights(answer.lights, problems);
  }
  if (problems.length > 0) return;
  latest = answer;
  showVerdict($('#verdict'), answer, profile || 'chromium', (name) => { profile = name === 'chromium' ? '' : name; change(); });
  const last = answer.steps.at(-1);
  $('#mini').className = last.outcome ?? '';
  $('#mini').replaceChildren(el('span', {}, last.verdict));
  showStory($('#story'), answer, state(), (mended) => { form.setState(mended); change(); $('#verdict').scrollIntoView({block: 'nearest'}); });
};

// change has the state answered. Of several answers under way only the last is shown.
const change = async () => {
  const mine = ++asked;
  performance.mark('change');
  showProve($('#prove'), state);
  let answer;
  try {
    const text = JSON.stringify(state());
    answer = text.length > options.maxInput
      ? {problems: [{message: `this is too long: ${text.length.toLocaleString('en')} characters, and ${options.maxInput.toLocaleString('en')} are read`}]}
      : await call('answer', {state: state()});
  } catch (error) {
    answer = {problems: [{message: `the engine does not answer: ${error.message}`}]};
  }
  if (mine !== asked) return;
  show(answer);
  performance.measure('keystroke to verdict', 'change');
  const fragment = `#/play/${await encode(state())}`;
  if (mine === asked && !$('#play').hidden && fragment.length < 100000) {
    written = fragment;
    history.replaceState(null, '', fragment);
  }
};

// setState shows a state, in the form or as a scenario.
const setState = (next) => {
  profile = next.profile && next.profile !== 'chromium' ? next.profile : '';
  scenario = next.scenario ? {scenario: next.scenario, case: next.case} : null;
  $('#form').hidden = Boolean(scenario);
  $('#scenario-form').hidden = !scenario;
  if (scenario) {
    $('#scenario').value = scenario.scenario;
    dress($('#scenario-form'));
  } else {
    form.setState(next);
  }
};

const note = (text) => {
  $('#bar-note').textContent = text;
  setTimeout(() => { $('#bar-note').textContent = ''; }, 3000);
};

const openImported = async (text) => {
  const imported = await call('import', {text});
  if (imported.problems?.length) {
    showProblems($('#import-problems'), imported.problems);
    return;
  }
  $('#import-dialog').close();
  setState(imported.state);
  change();
};

const wireBar = () => {
  $('#share').addEventListener('click', async () => {
    const url = new URL(`#/play/${await encode(state())}`, location.href).href;
    try {
      await navigator.clipboard.writeText(url);
      note('The link is in the clipboard.');
    } catch {
      note('The link is in the address bar.');
    }
  });
  $('#export').addEventListener('click', () => {
    if (!latest?.yaml) return;
    const url = URL.createObjectURL(new Blob([latest.yaml], {type: 'application/yaml'}));
    el('a', {href: url, download: 'playground.yaml'}).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    note('Saved as playground.yaml: corslab run playground.yaml');
  });
  $('#mini').addEventListener('click', () => $('#verdict').scrollIntoView({block: 'start'}));
  $('#reset').addEventListener('click', () => { setState(options.start); change(); });
  const dialog = $('#import-dialog');
  $('#import').addEventListener('click', () => { $('#import-problems').replaceChildren(); dialog.showModal(); });
  $('#import-cancel').addEventListener('click', () => dialog.close());
  $('#import-open').addEventListener('click', () => openImported($('#import-text').value));
  $('#import-file').addEventListener('change', async (event) => {
    const file = event.target.files[0];
    if (file && file.size <= options.maxInput) $('#import-text').value = await file.text();
    else if (file) showProblems($('#import-problems'), [{message: `the file has ${file.size.toLocaleString('en')} bytes, which is too much`}]);
  });
  $('#scenario').addEventListener('input', () => { scenario.scenario = $('#scenario').value; change(); });
  $('#case').addEventListener('change', () => { scenario.case = $('#case').value; change(); });
};

const wireTheme = () => {
  const set = (theme) => { if (theme) document.documentElement.dataset.theme = theme; };
  try { set(localStorage.getItem('corslab-theme')); } catch { /* nothing is kept */ }
  $('#theme').addEventListener('click', () => {
    const isDark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    set(isDark ? 'light' : 'dark');
    try { localStorage.setItem('corslab-theme', isDark ? 'light' : 'dark'); } catch { /* nothing is kept */ }
  });
};

const pages = {lessons: showLessons, lesson: showLesson, reasons: showReasons, reason: showReason};
const nav = {play: 'play', lessons: 'lessons', lesson: 'lessons', reasons: 'reasons', reason: 'reasons'};

// route shows what the address asks for.
const route = async () => {
  if (location.hash !== '' && !location.hash.startsWith('#/')) return; // a place in this page
  if (location.hash === written && written !== '' && !$('#play').hidden) return;
  const [, name = 'play', ...rest] = location.hash.split('/');
  const where = nav[name] ? name : 'play';
  for (const item of $$('[data-nav]')) {
    if (item.dataset.nav === nav[where]) item.setAttribute('aria-current', 'page');
    else item.removeAttribute('aria-current');
  }
  $('#play').hidden = where !== 'play';
  $('#page').hidden = where === 'play';
  if (where !== 'play') {
    await pages[where]($('#page'), decodeURIComponent(rest.join('/')));
    document.title = `${$('#page h1').textContent} · corslab`;
    scrollTo(0, 0);
    return;
  }
  document.title = 'corslab playground';
  if (rest[0]) {
    try {
      setState(await decode(rest[0]));
    } catch {
      setState(options.start);
      note('That link could not be read; this is where one begins.');
    }
  } else if (!latest) {
    setState(options.start);
  }
  await change();
};

const begin = async () => {
  wireTheme();
  options = await call('options');
  form.start(options, change);
  wireBar();
  $('.skip').addEventListener('click', (event) => { event.preventDefault(); $('#main').focus(); });
  addEventListener('hashchange', route);
  await route();
  document.documentElement.dataset.ready = 'true';
};

begin().catch((error) => {
  $('#page').hidden = false;
  $('#page').replaceChildren(el('p', {class: 'notice', role: 'alert'}, `The playground could not start: ${error.message}`));
});
