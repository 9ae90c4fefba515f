// dom.js makes elements. Text is always text here, whoever wrote it.

export const el = (name, props = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === 'class') node.className = value;
    else if (key === 'on') for (const [type, handler] of Object.entries(value)) node.addEventListener(type, handler);
    else if (key in node && key !== 'list') node[key] = value;
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
};

// ours puts HTML into an element that the engine has written of its own texts.
export const ours = (name, props, html) => {
  const node = el(name, props);
  node.innerHTML = html ?? '';
  return node;
};

export const link = (href, text) => el('a', {href, rel: href.startsWith('#') ? '' : 'noreferrer'}, text);

export const list = (items, name = 'ul', props = {}) => el(name, props, items.map((item) => el('li', {}, item)));

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
