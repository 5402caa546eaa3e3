// What this browser remembers: the theme and the zone in which times are shown.

const memory = new Map();
const listeners = new Set();

function read(name, fallback) {
  if (memory.has(name)) return memory.get(name);
  try {
    return localStorage.getItem(`autoheal.${name}`) ?? fallback;
  } catch {
    return fallback;
  }
}

function write(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(`autoheal.${name}`, value);
  } catch {
    /* storage is off: it holds until the page is closed */
  }
  listeners.forEach((listen) => listen(name));
}

export const prefs = {
  /** `system`, `light` or `dark`. */
  get theme() {
    return read('theme', 'system');
  },
  set theme(value) {
    if (value === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    write('theme', value);
  },
  /** `utc` or `local`. */
  get zone() {
    return read('zone', 'local');
  },
  set zone(value) {
    write('zone', value);
  },

  watch(listen, signal) {
    listeners.add(listen);
    signal?.addEventListener('abort', () => listeners.delete(listen));
  },
};
