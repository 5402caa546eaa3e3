// A monogram in the plugin's own colour: no image is fetched for it.
import { h } from './dom.js';

export function monogram(id, name) {
  let hue = 0;
  for (const letter of id) hue = (hue * 31 + letter.codePointAt(0)) % 360;
  const capitals = name.match(/\p{Lu}/gu) ?? [];
  const text = capitals.length > 1 ? capitals.slice(0, 2).join('') : name.slice(0, 2);
  return h('span', { class: 'logo', 'aria-hidden': 'true', vars: { '--hue': String((hue + 130) % 360) } }, text);
}
