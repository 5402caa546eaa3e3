// One form field for one schema property. A field is {element, value(), dirty(), error(text), focus(), check()}.
// value(): what to send: undefined keeps what is stored, null clears it.
import {
  boolean_field,
  json_field,
  list_field,
  number_field,
  radio_field,
  select_field,
  set_field,
  text_field,
} from './field_kinds.js';
import { map_field } from './field_map.js';
import { secret_field } from './field_secret.js';
import { kind_of } from './schema.js';

const kMostRadios = 3;
const kMakers = {
  secret: secret_field,
  boolean: boolean_field,
  number: number_field,
  map: map_field,
  set: set_field,
  list: list_field,
  json: json_field,
  text: text_field,
};

/** Builds the field of `schema`; `changed` is called after every edit. */
export function make_field(options) {
  const kind = kind_of(options.schema);
  if (kind !== 'choice') return kMakers[kind](options);
  const few = options.schema.enum.length <= kMostRadios && !options.compact;
  return few ? radio_field(options) : select_field(options);
}
