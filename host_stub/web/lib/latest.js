// Of several requests for the same place only the one begun last may answer: an answer that comes late to something that
// is no longer asked would stand under something else.

/** `begin()` ends what was begun before and gives the signal for what begins; `end()` ends it without a successor. */
export function latest(signal) {
  let present = null;
  const end = () => {
    present?.abort();
    present = null;
  };
  return {
    begin() {
      end();
      present = new AbortController();
      return AbortSignal.any([signal, present.signal]);
    },
    end,
  };
}
