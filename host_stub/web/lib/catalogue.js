// The plugins of the host, read once: they change only with a restart.
import { api } from './api.js';

let reading = null;

/** `{plugins, refused}`. */
export function catalogue() {
  reading ??= api.get('/api/plugins').catch((error) => {
    reading = null;
    throw error;
  });
  return reading;
}

export async function plugin_of(id) {
  return (await catalogue()).plugins.find((one) => one.id === id) ?? null;
}
