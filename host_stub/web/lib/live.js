// Live updates over one event stream. The browser resumes it by Last-Event-ID; after a longer break views are told to read again.
// The stream is closed while the page is hidden: a browser has six connections for one host, over all of its tabs.

const kTypes = ['alert', 'delivery', 'integration', 'lagged'];
const kFollowMs = 200;
const subscribers = new Map(kTypes.map((type) => [type, new Set()]));
const watchers = new Set();
let source = null;
let state = 'off';
let retry_ms = 1000;
let retry_timer = 0;
let wanted = false;
let on_lost = async () => true;

function set_state(next) {
  if (state === next) return;
  state = next;
  watchers.forEach((watch) => watch(state));
}

function deliver(type, value) {
  subscribers.get(type).forEach((handle) => handle(value));
}

function open() {
  clearTimeout(retry_timer);
  source?.close();
  set_state('connecting');
  source = new EventSource('/api/stream');
  source.onopen = () => {
    retry_ms = 1000;
    set_state('live');
    deliver('lagged', {}); // whoever read before the stream stood may have missed something
  };
  source.onerror = () => {
    set_state('offline');
    if (source?.readyState !== EventSource.CLOSED) return; // the browser is trying again by itself
    retry_timer = setTimeout(async () => {
      retry_ms = Math.min(retry_ms * 2, 15000);
      const lost = source;
      if (wanted && (await on_lost()) && source === lost && state === 'offline') open();
    }, retry_ms);
  };
  for (const type of kTypes) {
    source.addEventListener(type, (event) => {
      let value;
      try {
        value = JSON.parse(event.data || '{}');
      } catch {
        return;
      }
      deliver(type, value);
    });
  }
}

function close() {
  clearTimeout(retry_timer);
  source?.close();
  source = null;
}

export const live = {
  /** `off`, `connecting`, `live`, `offline`, `paused`. */
  get state() {
    return state;
  },

  /** `ask` is called when the stream was refused; it answers whether the session still holds. */
  start(ask) {
    on_lost = ask;
    wanted = true;
    open();
  },
  stop() {
    wanted = false;
    close();
    set_state('off');
  },
  pause() {
    if (!wanted) return;
    close();
    set_state('paused');
  },
  resume() {
    if (wanted && state === 'paused') open();
  },

  /** `handle` gets every value of `type` until `signal` aborts. `lagged` means: read again. */
  on(type, handle, signal) {
    subscribers.get(type).add(handle);
    signal?.addEventListener('abort', () => subscribers.get(type).delete(handle));
  },

  /**
   * Keeps a view as new as the stream: `read` runs soon after an event that `concerns` ({type: (value) => boolean}) it,
   * not once per event and never twice at once; what comes while it runs makes it run again. `now()` is the first
   * reading; only its failure is told, those that follow are left to the next event.
   */
  follow(concerns, read, signal) {
    let timer = 0;
    let running = false;
    let again = false;
    const now = async () => {
      clearTimeout(timer);
      timer = 0;
      running = true;
      again = false;
      try {
        await read();
      } finally {
        running = false;
        if (again && !signal?.aborted) soon();
      }
    };
    const soon = () => {
      if (running) again = true;
      else if (!timer) timer = setTimeout(() => now().catch(() => {}), kFollowMs);
    };
    for (const [type, concerned] of Object.entries(concerns)) this.on(type, (one) => concerned(one) && soon(), signal);
    this.on('lagged', soon, signal);
    signal?.addEventListener('abort', () => clearTimeout(timer));
    return { now, soon };
  },

  /** Tells `handle` the state, now and at each change, until `signal` aborts. */
  watch(handle, signal) {
    watchers.add(handle);
    signal?.addEventListener('abort', () => watchers.delete(handle));
    handle(state);
  },
};

let hidden_pause = false;
document.addEventListener('visibilitychange', () => {
  if (document.hidden && (state === 'live' || state === 'offline')) {
    hidden_pause = true;
    live.pause();
  } else if (!document.hidden && hidden_pause) {
    hidden_pause = false;
    live.resume();
  }
});
