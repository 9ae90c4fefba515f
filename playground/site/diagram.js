// diagram.js draws who sends what to whom: a lane for each, an arrow for each message.
// In a narrow place every message says in words between whom it goes.

import {el} from './dom.js';

const icons = {page: '▭', browser: '◎', server: '☰'};

const nameOf = (lane) => lane.kind === 'browser' ? 'browser' : lane.name;

const drawEvent = (event, row, lanes, go) => {
  const left = Math.min(event.from, event.to), right = Math.max(event.from, event.to);
  const isNote = event.kind === 'note';
  const classes = ['event', event.kind, event.isStopped && 'stopped', event.isPreflight && 'preflight', event.to < event.from && 'back-way'];
  const who = isNote ? nameOf(lanes[event.from]) : `${nameOf(lanes[event.from])} → ${nameOf(lanes[event.to])}`;
  const what = isNote && event.decision && go
    ? el('button', {type: 'button', class: 'what', on: {click: () => go(event.decision)}}, event.text)
    : el('span', {class: 'what'}, event.text);
  const node = el('li', {class: classes.filter(Boolean).join(' ')},
    el('span', {class: 'who'}, who), what,
    (event.lines ?? []).map((line) => el('span', {class: 'header-line'}, line)),
    isNote ? null : el('span', {class: 'arrow', 'aria-hidden': 'true'}),
    event.isStopped && !isNote ? el('span', {class: 'sr'}, 'It stops here.') : null);
  node.style.setProperty('--row', row);
  node.style.setProperty('--from', left + 2);
  node.style.setProperty('--to', isNote ? lanes.length + 2 : right + 2);
  return node;
};

// draw returns the diagram of a story. go is called with the number of a decision that
// somebody wants to see; without it nobody can.
export const draw = (story, go) => {
  const lanes = story.lanes;
  const box = el('div', {class: lanes.length > 2 ? 'diagram' : 'diagram short', role: 'group', 'aria-label': 'Who sends what to whom'});
  box.style.setProperty('--servers', Math.max(1, lanes.length - 2));
  const onLifeline = (node, i) => {
    node.style.setProperty('--at', i + 2);
    return node;
  };
  box.append(
    el('div', {class: 'lanes', 'aria-hidden': 'true'}, lanes.map((lane, i) => onLifeline(el('div', {class: `lane ${lane.kind}`},
      el('span', {class: 'icon'}, icons[lane.kind]),
      el('span', {class: 'name', title: lane.name}, nameOf(lane).replace('https://', '')),
      lane.detail ? el('span', {class: 'detail'}, lane.detail) : null), i))),
    el('div', {class: 'lifelines', 'aria-hidden': 'true'}, lanes.map((_, i) => onLifeline(el('span'), i))),
    el('ol', {class: 'events'}, story.events.map((event, i) => drawEvent(event, i + 1, lanes, go))));
  return box;
};
