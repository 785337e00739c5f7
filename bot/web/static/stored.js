// What the browser keeps: the session for good, the turns for this tab. What comes back is checked, for another
// version of the page, or something else on this address, may have written it.

/** Browser storage that may be missing, full or forbidden: the conversation then lives in this page only. */
function store(area) {
  const attempt = (action) => { try { return action(window[area]); } catch { return null; } };
  return {
    read: (key) => attempt((storage) => JSON.parse(storage.getItem(key))),
    write: (key, value) => attempt((storage) => storage.setItem(key, JSON.stringify(value))),
    remove: (key) => attempt((storage) => storage.removeItem(key)),
  };
}

export const lasting = store("localStorage");
export const tab = store("sessionStorage");

const isText = (value) => typeof value === "string";
const isTextOrNull = (value) => value === null || isText(value);
const isListOf = (check) => (value) => Array.isArray(value) && value.every(check);

/** Return whether a value has every named part, each passing its check. */
const has = (value, parts) =>
  typeof value === "object" && value !== null && Object.entries(parts).every(([name, check]) => check(value[name]));

// What card() in chat.js shows of an answer.
const ANSWER = {
  session: isTextOrNull,
  kind: isText,
  question_id: (value) => value === null || Number.isInteger(value),
  clause: (value) => value === null || has(value, { url: isText }),
  source: isTextOrNull,
  notices: isListOf(isText),
  key_sentences: isListOf(isText),
  unit_lines: isListOf(isText),
  units_first: (value) => value === undefined || typeof value === "boolean", // none from before there was any
  advice: isListOf(isText),
  choices: isListOf((value) => has(value, { heading: isText })),
  related: isListOf((value) => has(value, { path: isTextOrNull, heading: isTextOrNull })),
};
const TURN = {
  question: isText,
  answer: (value) => value === undefined || has(value, ANSWER),
  failure: (value) => value === undefined || isText(value),
  said: (value) => value === undefined || has(value, { from: isText, name: isTextOrNull, text: isText, at: isText }),
};

/** Return the session that this browser goes on with, or null. */
export function readSession() {
  const session = lasting.read("session");
  return isText(session) ? session : null;
}

/** Return the turns that this tab holds, without those that can't be shown. */
export function readTurns() {
  const turns = tab.read("turns");
  return Array.isArray(turns) ? turns.filter((turn) => has(turn, TURN)) : [];
}
