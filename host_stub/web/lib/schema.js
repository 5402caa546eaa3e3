// What the page needs to know of a JSON schema, without a document: kinds of fields, values, mistakes.

/** Which control shows a property: secret, choice, boolean, number, map, set, list, json or text. */
export function kind_of(schema) {
  const types = [].concat(schema.type ?? 'string');
  if (schema.writeOnly) return 'secret';
  if (schema.enum) return 'choice';
  if (types.includes('boolean')) return 'boolean';
  if (types.includes('array')) return schema.items?.enum ? 'set' : 'list';
  if (types.includes('string')) return 'text';
  if (types.includes('integer') || types.includes('number')) return 'number';
  if (types.includes('object')) return schema.properties ? 'json' : 'map';
  return 'json';
}

/** Words of a choice's values: x-enum-titles runs parallel to enum. */
export function choice_titles(schema) {
  const values = schema.enum ?? schema.items?.enum ?? [];
  const titles = schema['x-enum-titles'] ?? [];
  return values.map((value, index) => [value, titles[index] ?? String(value).replaceAll('_', ' ')]);
}

const bounds = (value, schema, name) => {
  if (schema.minimum !== undefined && value < schema.minimum) return `${name} must be at least ${schema.minimum}.`;
  if (schema.maximum !== undefined && value > schema.maximum) return `${name} must be at most ${schema.maximum}.`;
  return '';
};

function pattern_fits(pattern, text) {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  } // the host checks again
}

/** What is wrong with `value` (undefined: left empty) in words, or ''. The host checks all of it again. */
export function mistake(value, schema, required) {
  const name = schema.title ?? 'This';
  if (value === undefined || value === null || value === '') return required ? `${name} is needed.` : '';
  const kind = kind_of(schema);
  if (kind === 'number') {
    if (typeof value !== 'number' || Number.isNaN(value)) return `${name} must be a number.`;
    if ([].concat(schema.type).includes('integer') && !Number.isInteger(value))
      return `${name} must be a whole number.`;
    return bounds(value, schema, name);
  }
  if (kind === 'text' || kind === 'secret') {
    if (schema.minLength && value.length < schema.minLength)
      return `${name} is too short: at least ${schema.minLength} characters.`;
    if (schema.maxLength && value.length > schema.maxLength)
      return `${name} is too long: at most ${schema.maxLength} characters.`;
    if (schema.pattern && !pattern_fits(schema.pattern, value))
      return schema['x-pattern-message'] ?? `${name} does not have the expected form.`;
  }
  if (kind === 'map') {
    const allowed = schema.propertyNames?.pattern;
    const bad = Object.keys(value).find((key) => allowed && !pattern_fits(allowed, key));
    if (bad !== undefined) return `"${bad}" is not a name that can be used here.`;
  }
  if ((kind === 'list' || kind === 'set') && schema.maxItems && value.length > schema.maxItems)
    return `At most ${schema.maxItems} can be named.`;
  return '';
}

/** Same value, whatever the order of members. */
export function same(a, b) {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

/** Splits `/settings/labels/env` into `labels`: the first member below an optional wrapper. */
export function field_of_pointer(pointer, wrappers = ['settings', 'arguments']) {
  const parts = String(pointer ?? '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return (parts.length > 1 && wrappers.includes(parts[0]) ? parts[1] : parts[0]) ?? '';
}

/** Properties by x-group, in the order of the schema; what names no group goes to `fallback`. */
export function grouped(schema, fallback = 'credentials') {
  const groups = new Map();
  for (const [name, property] of Object.entries(schema?.properties ?? {})) {
    const group = property['x-group'] ?? fallback;
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(name);
  }
  return groups;
}
