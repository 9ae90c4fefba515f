// prove.js has a real browser make the request, and sets what it did beside the
// prediction.

import {el} from './dom.js';
import {isServed, prove} from './engine.js';

const table = (rows, isDone) => el('table', {class: 'voices'},
  el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, el('span', {class: 'sr'}, 'What')), el('th', {scope: 'col'}, 'predicted'), el('th', {scope: 'col'}, 'observed'))),
  el('tbody', {}, rows.map((row) => el('tr', {class: row.differs ? 'differs' : ''},
    el('th', {scope: 'row'}, row.field), el('td', {}, row.predicted), el('td', {}, row.observed, isDone && row.differs ? el('span', {class: 'sr'}, ' (differs)') : '')))));

const showProof = (box, proof) => {
  if (proof.refused) {
    box.replaceChildren(el('p', {class: 'help'}, proof.refused));
    return;
  }
  const differs = proof.rows.some((row) => row.differs);
  box.replaceChildren(
    el('p', {class: differs ? 'result wrong' : 'result right'}, el('strong', {}, differs ? 'It differs. ' : 'It agrees. '), proof.title),
    table(proof.rows, true),
    ...(proof.names?.length ? [el('p', {class: 'help'}, 'On this machine the names were written so:'),
      el('ul', {class: 'names'}, proof.names.map((n) => el('li', {}, el('code', {}, n.from), ' → ', el('code', {}, n.to))))] : []),
    ...(proof.remarks ?? []).map((text) => el('p', {class: 'help'}, text)));
};

const patience = 12000;

// told resolves with what the page at an origin says under an id, or with null.
const told = (plan) => new Promise((resolve) => {
  const stop = (seen) => {
    removeEventListener('message', listen);
    clearTimeout(timer);
    resolve(seen);
  };
  const listen = (event) => {
    if (event.origin === plan.origin && event.data?.corslab === plan.id) stop(event.data.seen);
  };
  const timer = setTimeout(() => stop(null), patience);
  addEventListener('message', listen);
});

// inBrowser opens a frame in which this very browser makes the request, between names
// of this machine.
export const inBrowser = async (box, state) => {
  const plan = await prove('browser', state);
  if (plan.refused) return plan;
  const seen = told(plan);
  const frame = el('iframe', {title: 'The page that asks', class: 'stage', src: plan.page});
  box.replaceChildren(el('p', {role: 'status'}, 'This browser asks …'), frame);
  const proof = await prove('result', {id: plan.id, seen: await seen});
  frame.remove();
  if (proof.refused) proof.refused += ' A browser that does not lead *.localhost to this machine, or blocks frames of it, cannot be used so.';
  return proof;
};

let run = 0;

export const showProve = (box, stateNow) => {
  if (!isServed) {
    box.replaceChildren(el('h2', {}, 'Prove it'),
      el('p', {class: 'help'}, 'A page on a web host cannot make requests between origins that it does not have, so nothing is proved here. On your own machine, ',
        el('code', {}, 'corslab serve'), ' shows this same page, and there your browser or a headless Chromium makes the request for real.'));
    return;
  }
  if (box.firstChild) {
    run++;
    box.querySelector('.proof').replaceChildren();
    return;
  }
  const proof = el('div', {class: 'proof', 'aria-live': 'polite'});
  const ask = (how) => async () => {
    const mine = ++run;
    proof.replaceChildren(el('p', {role: 'status'}, how === 'headless' ? 'Chromium asks …' : 'This browser asks …'));
    try {
      const found = how === 'headless' ? await prove('headless', stateNow()) : await inBrowser(proof, stateNow());
      if (mine === run) showProof(proof, found);
    } catch (error) {
      if (mine === run) showProof(proof, {refused: error.message});
    }
  };
  box.replaceChildren(
    el('div', {class: 'row'}, el('h2', {}, 'Prove it'),
      el('button', {type: 'button', id: 'prove-browser', on: {click: ask('browser')}}, 'In my browser'),
      el('button', {type: 'button', id: 'prove-headless', on: {click: ask('headless')}}, 'In headless Chromium'),
      el('p', {class: 'help'}, 'All this is predicted. A real browser can make the request, to servers on this machine that answer so.')),
    proof);
};
