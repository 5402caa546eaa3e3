// Brings a list of elements up to date without disturbing the one that has focus: it is never moved and never taken away.

/** Children of `parent` become one per item, in order. `build(item)` makes an element, `update(element, item)` refreshes one. */
export function sync_rows(parent, items, { key, build, update }) {
  const known = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const focused = [...parent.children].find((node) => node.contains(document.activeElement)) ?? null;
  const nodes = items.map((item) => {
    const name = String(key(item));
    const node = known.get(name);
    if (node) {
      known.delete(name);
      node.classList.remove('gone');
      update(node, item);
      return node;
    }
    const fresh = build(item);
    fresh.dataset.key = name;
    return fresh;
  });
  for (const node of known.values()) {
    if (node === focused) leave_later(node);
    else node.remove();
  }
  let cursor = parent.firstElementChild;
  for (const node of nodes) {
    if (node === focused) {
      while (cursor && cursor !== focused) {
        const next = cursor.nextElementSibling;
        if (!known.has(cursor.dataset.key)) focused.after(cursor);
        cursor = next;
      }
      cursor = focused.nextElementSibling;
    } else if (node === cursor) {
      cursor = cursor.nextElementSibling;
    } else {
      parent.insertBefore(node, cursor);
    }
  }
  return nodes;
}

function leave_later(node) {
  if (node.classList.contains('gone')) return;
  node.classList.add('gone');
  node.addEventListener('focusout', function left(event) {
    if (node.contains(event.relatedTarget)) return;
    node.removeEventListener('focusout', left);
    if (node.classList.contains('gone')) node.remove();
  });
}
