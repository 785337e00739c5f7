// The small parts that the chat page is built of. What came from outside becomes text nodes only, never markup.

/** Make an element: properties first (`aria-*` and `role` as attributes), then children; null ones are left out. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Show who is in charge: a label and its names, where the line has both. */
export function unitLine(line) {
  const [, label, names] = line.match(/^([^：（]{2,8})：(.+)$/s) || [];
  if (!label) return make("p", { className: "alone" }, line);
  return make("p", {}, make("span", { className: "label" }, label), make("span", { className: "names" }, names));
}

/** Return a text's nodes, with the quoted sentences marked where they stand in it. */
export function marked(text, sentences) {
  for (const sentence of sentences) {
    const start = text.indexOf(sentence);
    if (start < 0) continue;
    const end = start + sentence.length;
    return [...marked(text.slice(0, start), sentences), make("mark", {}, sentence), ...marked(text.slice(end), sentences)];
  }
  return text ? [text] : [];
}

export const waiting = (words) => make("p", { className: "waiting" },
  make("span", { className: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i")), words);

/** Show what a person wrote, or what the service says of it. */
export function words(said) {
  const at = new Date(said.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  if (said.from !== "staff") return make("p", { className: "receipt" }, `${said.text}（${at}）`);
  return make("div", { className: "card person" },
    make("p", { className: "who" }, `${said.name}　${at}`), make("p", { className: "say" }, said.text));
}
