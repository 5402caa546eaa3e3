// State lives in the address: #/alerts/al_1?status=firing. A view may hold a guard that is asked before it is left.

const kNone = { segments: [], query: new URLSearchParams() };
let guard = null;
let current_hash = '';
let on_change = () => {};

/** Splits a hash into decoded path segments and its query. A broken escape leads nowhere instead of throwing. */
export function parse_hash(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split('?', 2);
  try {
    return { segments: path.split('/').filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
  } catch {
    return kNone;
  }
}

/** The hash for path segments and query members. */
export function make_hash(segments, query) {
  const text = query ? new URLSearchParams([...query].filter(([, value]) => value !== '')).toString() : '';
  return `#/${segments.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

/** Goes somewhere; the browser's history keeps the step. */
export function go(hash) {
  location.hash = hash;
}

/** Changes the query of the present view without a new view; `push` makes it a step of the history. */
export function set_query(query, { push = false } = {}) {
  const hash = make_hash(parse_hash(location.hash).segments, query);
  if (hash === location.hash) return;
  history[push ? 'pushState' : 'replaceState'](null, '', hash);
  current_hash = hash;
}

/** `ask_to_leave` answers a promise of true when the view may be left; null lifts the guard. */
export function set_guard(ask_to_leave) {
  guard = ask_to_leave;
}

async function changed() {
  const wanted = location.hash;
  if (wanted === current_hash) return;
  if (guard && parse_hash(wanted).segments.join('/') !== parse_hash(current_hash).segments.join('/')) {
    history.replaceState(null, '', current_hash);
    if (!(await guard())) return;
    guard = null;
    history.pushState(null, '', wanted);
  }
  current_hash = wanted;
  on_change(parse_hash(wanted));
}

/** Starts listening and shows the present address. */
export function start_router(handler) {
  on_change = handler;
  window.addEventListener('hashchange', changed);
  window.addEventListener('beforeunload', (event) => {
    if (guard) event.preventDefault();
  });
  current_hash = location.hash;
  on_change(parse_hash(current_hash));
}
