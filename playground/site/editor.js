// editor.js lights up lines of the form: behind a text area stands the same text, whose
// lines have colours.

import {$$, el} from './dom.js';

const backs = new WeakMap(); // what stands behind a text area
const shown = new WeakMap(); // what of a field is shown already

const paint = (area, lights) => {
  const back = backs.get(area);
  const byLine = new Map(lights.filter((light) => light.line).map((light) => [light.line, light]));
  const parts = [];
  let plain = []; // lines that nothing is said of, which share an element
  const flush = () => {
    if (plain.length > 0) parts.push(el('span', {class: 'line'}, plain.join('\n') || '\u200b'));
    plain = [];
  };
  area.value.split('\n').forEach((line, i) => {
    const light = byLine.get(i + 1);
    if (!light) {
      plain.push(line || '\u200b');
      return;
    }
    flush();
    parts.push(el('span', {class: `line lit-${light.verdict}`}, line || '\u200b'));
  });
  flush();
  back.replaceChildren(...parts);
  back.scrollTop = area.scrollTop;
  back.scrollLeft = area.scrollLeft;
};

// grow makes a text area as high as its text, within reason.
const grow = (area) => {
  const lines = area.value.split('\n').length;
  area.rows = Math.min(Math.max(lines, Number(area.dataset.least)), 24);
};

// dress puts the coloured text behind every text area below root.
export const dress = (root) => {
  for (const area of $$('textarea', root)) {
    if (backs.has(area) || area.closest('dialog')) continue;
    area.dataset.least = area.rows;
    const back = el('div', {class: 'back', 'aria-hidden': 'true'});
    const box = el('div', {class: 'editor'});
    area.replaceWith(box);
    box.append(back, area);
    backs.set(area, back);
    area.addEventListener('scroll', () => {
      back.scrollTop = area.scrollTop;
      back.scrollLeft = area.scrollLeft;
    });
    area.wrap = 'off';
  }
};

// light shows which lines of a field decided, and says so below it for who cannot see
// colours.
export const light = (field, lights) => {
  const now = JSON.stringify([field.value, lights]);
  if (shown.get(field) === now) return; // to lay it all out again takes time
  shown.set(field, now);
  const worst = lights.some((l) => l.verdict === 'fail') ? 'fail' : lights.length ? 'pass' : '';
  field.classList.toggle('lit-field-fail', worst === 'fail');
  field.classList.toggle('lit-field-pass', worst === 'pass');
  if (backs.has(field)) {
    paint(field, lights);
    grow(field);
  }
  const host = backs.has(field) ? field.parentElement : field.closest('label') ?? field;
  let notes = host.nextElementSibling;
  if (!notes?.classList.contains('lights')) notes = null;
  if (lights.length === 0) {
    notes?.remove();
    field.removeAttribute('aria-describedby');
    return;
  }
  if (!notes) {
    notes = el('ul', {class: 'lights', id: `lights-${crypto.randomUUID()}`});
    host.after(notes);
  }
  field.setAttribute('aria-describedby', notes.id);
  notes.replaceChildren(...lights.map((l) => el('li', {class: `lit-${l.verdict}`},
    el('span', {'aria-hidden': 'true'}, l.verdict === 'fail' ? '✗ ' : '✓ '),
    l.line && backs.has(field) ? `line ${l.line} ` : '', l.why)));
};
