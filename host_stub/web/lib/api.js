// The host's HTTP API: JSON both ways, the session's CSRF token on every change, errors as one class.

let csrf_token = null;
let session = 0; // counts sign-ins and ends: an answer to a request of an earlier session says nothing of this one

const end_session = () => {
  session += 1;
  csrf_token = null;
};
let on_signed_out = () => {};

/** What the host said went wrong; the members are those of its error document. */
export class ApiError extends Error {
  constructor(status, error = {}) {
    super(error.message || `The host answered ${status}.`);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code || 'unknown';
    this.hint = error.hint || '';
    this.problems = error.problems || [];
    this.choices = error.choices || [];
    this.retryable = Boolean(error.retryable);
    this.retry_after_ms = error.retry_after_ms || 0;
    this.upstream = error.upstream || null;
    this.detail = error;
  }
}

/** Called when the host no longer knows our session. */
export function when_signed_out(handler) {
  on_signed_out = handler;
}

/** Builds a path; every value is encoded: path`/api/integrations/${name}`. */
export function path(parts, ...values) {
  return parts.reduce(
    (sum, part, index) => sum + part + (index < values.length ? encodeURIComponent(values[index]) : ''),
    '',
  );
}

/** A query string from the members that have a value; lists repeat the name. */
export function query_string(members) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null && one !== '') query.append(name, one);
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

async function read_body(response) {
  const text = await response.text();
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function call(method, address, body, { signal, quiet_401 = false } = {}) {
  const headers = { Accept: 'application/json' };
  const mine = session;
  if (method !== 'GET') {
    headers['Content-Type'] = 'application/json';
    if (csrf_token) headers['X-CSRF-Token'] = csrf_token;
  }
  let response;
  try {
    response = await fetch(address, {
      method,
      headers,
      signal,
      body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
      credentials: 'same-origin',
      redirect: 'error',
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, {
      code: 'host_unreachable',
      retryable: true,
      message: 'The host does not answer.',
      hint: 'Check that autoheal-host-stub serve is running, then try again.',
    });
  }
  const answer = await read_body(response);
  if (response.ok) return answer;
  if (response.status === 401 && !quiet_401 && mine === session && csrf_token !== null) {
    end_session();
    on_signed_out();
  }
  throw new ApiError(response.status, answer?.error);
}

export const api = {
  get: (address, options) => call('GET', address, undefined, options),
  post: (address, body, options) => call('POST', address, body, options),
  put: (address, body, options) => call('PUT', address, body, options),
  remove: (address, options) => call('DELETE', address, undefined, options),

  /** True when the browser holds a live session; also when another one began while the host was asked. */
  async resume() {
    const mine = session;
    try {
      const held = await call('GET', '/api/session', undefined, { quiet_401: true });
      if (mine === session) csrf_token = held.csrf_token;
      return true;
    } catch (error) {
      if (error.status !== 401) throw error;
      if (mine !== session) return true;
      end_session();
      return false;
    }
  },

  async sign_in(token) {
    end_session();
    await call('POST', '/api/session', { token }, { quiet_401: true });
    return this.resume();
  },

  async sign_out() {
    await call('DELETE', '/api/session', undefined, { quiet_401: true });
    end_session();
  },
};
