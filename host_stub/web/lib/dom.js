// Builds elements. Remote strings only ever become text nodes or checked attributes; nothing here parses markup.

const kSvg = 'http://www.w3.org/2000/svg';

function add(parent, child) {
  if (child === null || child === undefined || child === false) return;
  if (Array.isArray(child)) child.forEach((one) => add(parent, one));
  else parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'data') Object.assign(element.dataset, value);
  else if (name === 'vars') for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
  else if (name === 'value' || name === 'checked' || name === 'selected') element[name] = value;
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** An HTML element: attributes by name, `onclick` style listeners, `data` and CSS `vars` as objects, then children. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) set(element, name, value);
  add(element, children);
  return element;
}

/** The same for SVG. */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(kSvg, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) set(element, name, value);
  add(element, children);
  return element;
}

/** Replaces everything inside `parent`. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  add(parent, children);
  return parent;
}

let last_id = 0;
/** An id that no other element of this page has. */
export function unique_id(stem = 'id') {
  last_id += 1;
  return `${stem}-${last_id}`;
}

/** The address if it is a plain https one, else null: payloads may carry any text where a link is expected. */
export function safe_url(text) {
  if (typeof text !== 'string') return null;
  try {
    const url = new URL(text);
    return url.protocol === 'https:' && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that leaves the page, or plain text if the address is not https. */
export function outside_link(address, text, attributes = {}) {
  const href = safe_url(address);
  if (!href) return h('span', {}, text);
  return h(
    'a',
    { href, target: '_blank', rel: 'noopener noreferrer', ...attributes },
    text,
    h('span', { class: 'visually-hidden' }, ' (opens in a new tab)'),
  );
}

/**
 * A function that calls `run`: at once, or, while focus is inside `element`, when it has left. What somebody reads or
 * types in stays.
 */
export function when_left(element, run) {
  const inside = () => element.contains(document.activeElement);
  let due = false;
  const run_if_left = () => {
    if (!due || inside()) return;
    due = false;
    run();
  };
  element.addEventListener('focusout', () => setTimeout(run_if_left)); // by then the next element has focus
  return () => {
    due = true;
    run_if_left();
  };
}

/** Calls `run` once, `wait_ms` after the last call. */
export function debounce(run, wait_ms) {
  let timer = 0;
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), wait_ms);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}
