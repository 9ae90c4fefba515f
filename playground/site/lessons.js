// lessons.js shows the lessons: a question before each answer, and a score that stays
// in this browser.

import {$$, el, link, list, ours} from './dom.js';
import {draw} from './diagram.js';
import {call} from './engine.js';
import {encode} from './share.js';

const key = 'corslab-lessons';

// The score holds, by lesson and question, whether the first answer was right.
const score = () => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
};

const keep = (id, right) => {
  const all = score();
  if (id in all) return;
  all[id] = right;
  try {
    localStorage.setItem(key, JSON.stringify(all));
  } catch { /* a browser that keeps nothing keeps no score */ }
};

const forget = () => {
  try {
    localStorage.removeItem(key);
  } catch { /* nothing was kept */ }
};

const marksOf = (lesson, all) => Array.from({length: lesson.questions}, (_, i) => all[`${lesson.name}/${i}`]);

export const showLessons = async (box) => {
  const lessons = await call('lessons');
  const draw = () => {
    const all = score();
    const total = lessons.reduce((n, l) => n + l.questions, 0);
    const right = lessons.flatMap((l) => marksOf(l, all)).filter((m) => m === true).length;
    const done = lessons.flatMap((l) => marksOf(l, all)).filter((m) => m !== undefined).length;
    box.replaceChildren(
      el('h1', {}, 'Lessons'),
      el('p', {class: 'lead'}, 'What browsers do with requests to other origins, one question at a time. Guess before you look: every answer is what a browser does, worked out by the engine and held against real Chromium.'),
      el('p', {class: 'score', id: 'score', role: 'status'}, done ? `${right} right of ${done} answered, ${total} in all. ` : `${total} questions. `,
        done ? el('button', {type: 'button', class: 'quiet', on: {click: () => { forget(); draw(); }}}, 'Forget my score') : null),
      el('ol', {class: 'cards'}, lessons.map((lesson) => {
        const marks = marksOf(lesson, all);
        return el('li', {}, link(`#/lesson/${lesson.name}`, lesson.title),
          el('span', {class: 'dots'}, marks.map((m) => el('span', {class: m === undefined ? 'dot' : m ? 'dot right' : 'dot wrong'}, el('span', {class: 'sr'}, m === undefined ? 'not answered' : m ? 'right' : 'wrong')))));
      })));
  };
  draw();
};

const tryIt = async (question) => link(`#/play/${await encode(question.state)}`, 'Try it in the playground');

const showAnswer = async (box, question, chosen) => {
  const right = chosen === question.right;
  box.replaceChildren(
    el('p', {class: right ? 'result right' : 'result wrong'}, el('strong', {}, right ? 'Right. ' : 'Not so. '),
      right ? '' : 'The browser does otherwise:'),
    right ? '' : ours('p', {class: 'right-answer'}, question.choices[question.right].text),
    ours('div', {class: 'answer-text'}, question.answer));
  if (question.state) {
    const answer = await call('answer', {state: question.state});
    const step = answer.steps?.[question.step];
    if (step) {
      box.append(el('div', {class: 'panel'},
        el('p', {class: `step-verdict ${step.outcome ?? ''}`}, step.verdict),
        draw(step)));
    }
    box.append(el('p', {}, await tryIt(question)));
  }
  box.focus();
};

const showQuestion = (question, id, number) => {
  const answer = el('div', {class: 'answer-box', tabIndex: -1});
  const name = `choice-${number}`;
  const form = el('form', {class: 'question-form'},
    el('fieldset', {}, el('legend', {class: 'sr'}, `Question ${number}`),
      ours('div', {class: 'question-text'}, question.text),
      question.choices.map((choice, i) => {
        const label = ours('span', {}, choice.text);
        return el('label', {class: 'choice'}, el('input', {type: 'radio', name, value: i, required: true}), label);
      })),
    el('button', {type: 'submit'}, 'Answer'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = Number(new FormData(form).get(name));
    keep(id, chosen === question.right);
    for (const [i, label] of $$('.choice', form).entries()) {
      label.classList.toggle('right', i === question.right);
      label.classList.toggle('wrong', i === chosen && i !== question.right);
    }
    for (const control of $$('input, button', form)) control.disabled = true;
    showAnswer(answer, question, chosen);
  });
  return el('section', {class: 'panel question-panel'}, el('h2', {}, `Question ${number}`), form, answer);
};

export const showLesson = async (box, name) => {
  const [lesson, all] = await Promise.all([call('lesson', {text: name}), call('lessons')]);
  if (!lesson.name) {
    box.replaceChildren(el('h1', {}, 'There is no such lesson'), el('p', {}, link('#/lessons', 'All lessons')));
    return lesson;
  }
  const i = all.findIndex((l) => l.name === name);
  const next = all[i + 1];
  box.replaceChildren(
    el('p', {class: 'crumb'}, link('#/lessons', 'Lessons'), ` · ${i + 1} of ${all.length}`),
    el('h1', {}, lesson.title),
    ours('div', {class: 'intro'}, lesson.intro),
    ...lesson.questions.map((q, n) => showQuestion(q, `${lesson.name}/${n}`, n + 1)),
    el('p', {class: 'next'}, next ? link(`#/lesson/${next.name}`, `Next: ${next.title}`) : link('#/lessons', 'That was the last one. Your score')));
  return lesson;
};

const kinds = [
  ['cors', 'Found in the answer'], ['preflight', 'Found in the answer to a preflight'], ['request', 'Found in the request, or on its way'],
  ['service-worker', 'Found in a service worker’s answer'], ['transport', 'The connection fails'],
];

export const showReasons = async (box) => {
  const reasons = await call('reasons');
  box.replaceChildren(
    el('h1', {}, 'Reasons'),
    el('p', {class: 'lead'}, 'Why browsers refuse requests. The names are those of Chromium’s developer tools where it has one.'),
    ...kinds.flatMap(([kind, title]) => [
      el('h2', {}, title),
      list(reasons.filter((r) => r.kind === kind).map((r) => el('span', {}, link(`#/reason/${r.reason}`, r.reason), ` ${r.short}.`)), 'ul', {class: 'reasons'}),
    ]));
};

export const showReason = async (box, name) => {
  const page = await call('reason', {text: name});
  if (!page.reason) {
    box.replaceChildren(el('h1', {}, 'There is no such reason'), el('p', {}, link('#/reasons', 'All reasons')));
    return;
  }
  box.replaceChildren(
    el('p', {class: 'crumb'}, link('#/reasons', 'Reasons')),
    el('h1', {}, page.reason),
    el('p', {class: 'lead'}, `The request is refused because ${page.short}.`),
    el('h2', {}, 'What it means'), el('p', {}, page.means),
    el('h2', {}, 'What usually causes it'), list(page.causes),
    el('h2', {}, 'What helps'), list(page.fixes),
    page.url ? el('p', {}, 'The standard: ', link(page.url, page.section)) : '');
  if (!page.example) {
    box.append(el('p', {class: 'help'}, 'There is no example of it to be tried here.'));
    return;
  }
  const answer = await call('answer', {state: page.example});
  const step = answer.steps?.at(-1);
  if (!step) return;
  box.append(el('section', {class: 'panel'}, el('h2', {}, 'An example'),
    el('p', {class: 'question'}, step.question),
    el('p', {class: `step-verdict ${step.outcome ?? ''}`}, step.verdict),
    draw(step),
    el('p', {}, link(`#/play/${await encode(page.example)}`, 'Change it in the playground'))));
};
