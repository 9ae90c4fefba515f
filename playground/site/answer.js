// answer.js shows what the engine answers: the verdict, the diagram, the decisions, the
// fix, and what went over the wire.

import {$, el, link, list} from './dom.js';
import {draw} from './diagram.js';

const words = {allow: 'allowed', deny: 'refused', error: 'failed', '': 'not told'};
const marks = {allow: '✓', deny: '✗', error: '!', '': '·'};
const browsers = {standard: 'the standard', chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit'};

export const browserName = (profile) => browsers[profile] ?? profile;

export const showProblems = (box, problems) => {
  box.hidden = problems.length === 0;
  if (box.hidden) return;
  box.replaceChildren(
    el('h2', {}, problems.length === 1 ? 'This cannot be read yet' : 'These cannot be read yet'),
    list(problems.map((p) => {
      const place = [p.field?.replace(/^servers\.\d+\./, ''), p.line && `line ${p.line}`, p.line && p.column && `column ${p.column}`].filter(Boolean).join(', ');
      return el('div', {},
        place ? el('span', {class: 'place'}, `${place}: `) : null, p.message,
        p.source ? el('pre', {tabIndex: 0}, p.source + '\n' + ' '.repeat(Math.max(0, (p.column || 1) - 1)) + '^') : null,
        p.hint ? el('p', {class: 'hint'}, p.hint) : null);
    })));
};

// showVerdict shows the last step's verdict. choose is called with another profile.
export const showVerdict = (box, answer, profile, choose) => {
  const step = answer.steps.at(-1);
  const outcome = step.outcome ?? '';
  box.className = `panel verdict ${outcome || 'untold'}`;
  const strip = el('div', {class: 'profiles', role: 'group', 'aria-label': 'Browsers'}, answer.verdicts.map((v) => el('button', {
    type: 'button', class: `profile ${v.outcome || 'untold'}`, 'aria-pressed': String(v.profile === profile),
    title: (v.reason || words[v.outcome ?? '']) + (v.unvalidated ? ', held against no such browser' : ''), on: {click: () => choose(v.profile)},
  }, el('span', {'aria-hidden': 'true'}, marks[v.outcome ?? ''] + ' '), browserName(v.profile), el('span', {class: 'sr'}, `: ${words[v.outcome ?? '']}`))));
  box.replaceChildren(
    el('p', {class: 'question'}, step.question),
    el('p', {class: 'sentence', id: 'sentence'}, el('span', {class: 'mark', 'aria-hidden': 'true'}, marks[outcome]), el('span', {}, step.verdict)),
    ...(step.reason ? [el('p', {class: 'reason'}, link(`#/reason/${step.reason}`, step.reason), step.param ? ` (${step.param})` : '')] : []),
    strip);
};

const decisionOf = (d) => el('li', {id: `decision-${d.number}`, value: d.number, class: `decision ${d.verdict}${d.isServers ? ' servers' : ''}`, tabIndex: -1},
  el('span', {class: 'mark', 'aria-hidden': 'true'}, {pass: '✓', fail: '✗', info: '·'}[d.verdict]),
  el('span', {class: 'text'}, d.verdict === 'fail' ? el('span', {class: 'sr'}, 'Failed: ') : null, d.text),
  ' ',
  d.url ? el('a', {class: 'section', href: d.url, rel: 'noreferrer', target: '_blank'}, d.section) : el('span', {class: 'section'}, d.section),
  d.quirk ? el('span', {class: 'quirk'}, `quirk ${d.quirk}`) : null);

const showSeen = (step) => {
  if (step.status === undefined) return null;
  const headers = Object.entries(step.readable ?? {});
  return el('details', {class: 'panel'}, el('summary', {}, 'What the page sees'),
    el('p', {}, `A response of type ${step.type || 'unknown'}, status ${step.status}, `,
      headers.length ? 'and these headers:' : 'and no header.'),
    headers.length ? el('pre', {tabIndex: 0}, headers.map(([name, value]) => `${name}: ${value}`).join('\n')) : null);
};

const showWire = (step) => step.exchanges.length === 0 ? null : el('details', {class: 'panel wire'},
  el('summary', {}, `On the wire: ${step.exchanges.length} ${step.exchanges.length === 1 ? 'exchange' : 'exchanges'}`),
  step.exchanges.map((x) => el('div', {class: 'exchange'},
    el('pre', {'aria-label': 'Request', tabIndex: 0}, [`${x.method} ${x.url}`, ...x.request].join('\n')),
    el('pre', {'aria-label': 'Response', tabIndex: 0}, [x.fault ? `no answer: ${x.fault}` : String(x.status), ...x.response].join('\n')))));

// changedLines are the lines of a policy that the fix changes.
const changedLines = (before, after) => after.servers.flatMap((server, i) => {
  const old = new Set((before.servers?.[i]?.policy ?? '').split('\n'));
  return (server.policy ?? '').split('\n').filter((line) => !old.has(line));
});

const showFix = (step, mended, now, apply) => {
  const fix = step.fix;
  if (!fix) return null;
  const changes = mended?.inPolicy
    ? [el('p', {}, 'A change of the policy lets it through:'), el('pre', {class: 'added', tabIndex: 0}, changedLines(now, mended.state).map((line) => `+ ${line}`).join('\n'))]
    : [el('p', {}, fix.text), (fix.changes ?? []).map((c) => [el('p', {class: 'change-title'}, c.title), el('pre', {tabIndex: 0}, c.lines.join('\n'))])];
  return el('section', {class: 'panel fix', 'aria-label': 'The smallest fix'},
    el('h2', {}, 'The smallest fix'), changes,
    (fix.cautions ?? []).map((text) => el('p', {class: 'caution'}, text)),
    mended ? el('p', {}, el('button', {type: 'button', id: 'apply-fix', on: {click: () => apply(mended.state)}}, 'Apply it')) : null);
};

const showStep = (step, last, answer, now, apply) => {
  const box = el('div', {class: 'step-box'});
  const go = (number) => {
    const target = $(`#decision-${number}`, box);
    target.scrollIntoView({block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
    target.focus({preventScroll: true});
  };
  if (step.title) box.append(el('h2', {class: 'step-title'}, step.title), last ? '' : el('p', {class: `step-verdict ${step.outcome ?? ''}`}, step.verdict));
  box.append(el('section', {class: 'panel'}, el('h2', {}, 'What happens'), draw(step, go)));
  const fix = last ? showFix(step, answer.mended, now, apply) : null;
  if (fix) box.append(fix);
  box.append(el('section', {class: 'panel'}, el('h2', {}, 'Decisions'),
    el('ol', {class: 'decisions'}, step.decisions.map(decisionOf)),
    (step.quirks ?? []).map((q) => el('p', {class: 'quirk-text'}, el('strong', {}, q.name), ' ', q.text)),
    (step.unverified ?? []).map((text) => el('p', {class: 'unverified'}, `Unverified: ${text}`))));
  for (const part of [showSeen(step), showWire(step)]) if (part) box.append(part);
  return box;
};

// showStory shows every step of the answer to a state. What somebody has unfolded stays
// so.
export const showStory = (box, answer, now, apply) => {
  const open = new Set([...box.querySelectorAll('details[open] > summary')].map((s) => s.textContent.split(':')[0]));
  box.replaceChildren(...answer.steps.map((step, i) => showStep(step, i === answer.steps.length - 1, answer, now, apply)));
  for (const summary of box.querySelectorAll('details > summary')) if (open.has(summary.textContent.split(':')[0])) summary.parentElement.open = true;
};
