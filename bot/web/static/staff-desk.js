// Judging by keys, and the search for the right clause as one types. Without JavaScript all of it are forms and links.

const LOST = "没有送达，请检查网络后再试。填写的内容还在。";
const WORKING = "正在试问，要几秒钟…";
let wanted = null;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-in-place")) return;
  event.preventDefault();
  send(form, event.submitter);
});

// What comes back takes this page's place: the next question, what would change, or why not, with all that was typed.
async function send(form, button) {
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const slow = button?.value !== "keep" && (form.elements.teach?.checked || form.elements.said);
  const note = noteIn(form, slow ? WORKING : "", "busy");
  const body = new URLSearchParams(new FormData(form, button));
  try {
    const response = await fetch(form.action, { method: "POST", body });
    if (response.redirected) return window.location.assign(response.url);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    document.getElementById("main").replaceWith(page.getElementById("main"));
    document.title = page.title;
    const problem = document.getElementById("problem");
    window.scrollTo(0, 0);
    if (!problem) focusOn(document.querySelector("h1"));
    else focusOn(problem);
  } catch {
    note.className = "problem";
    note.setAttribute("role", "alert");
    note.textContent = LOST;
    delete form.dataset.sending;
  }
}

function focusOn(place) {
  place.tabIndex = -1;
  place.focus();
}

function noteIn(form, sentence, kind) {
  const place = form.querySelector(".note") ?? form.appendChild(document.createElement("p"));
  place.className = `note ${kind}`;
  place.setAttribute("role", "status");
  place.textContent = sentence;
  return place;
}

document.addEventListener("input", (event) => {
  if (event.target.id === "find") search(event.target.value.trim());
});

async function search(words) {
  wanted?.abort();
  wanted = new AbortController();
  const list = document.getElementById("found");
  if (!words) return list.replaceChildren();
  try {
    const response = await fetch(`/staff/clauses?q=${encodeURIComponent(words)}`, {
      signal: wanted.signal, headers: { Accept: "application/json" },
    });
    const answer = await response.json();
    if (response.ok) show(list, answer.clauses);
    else list.replaceChildren(line(answer.error));
  } catch (error) {
    if (error.name !== "AbortError") list.replaceChildren(line(LOST));
  }
}

function show(list, clauses) {
  list.replaceChildren(...clauses.map(choice));
  if (!clauses.length) list.replaceChildren(line("没有找到；换个词试试。"));
}

function choice(clause) {
  const button = element("button", "", { type: "submit", name: "place", value: clause.place });
  const text = clause.text.length > 90 ? `${clause.text.slice(0, 90)}…` : clause.text;
  button.append(
    element("strong", clause.label), " ", element("span", `《${clause.title}》`, { className: "soft" }),
    element("span", text, { className: "sentence" }),
  );
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function line(sentence) {
  return element("li", sentence, { className: "soft" });
}

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest(".finder, #found")) moveInFinder(event);
  else if (!isTyping(event.target)) pressed(event);
});

// Down and up go through what was found; Enter in the field itself chooses nothing.
function moveInFinder(event) {
  const field = document.getElementById("find");
  const found = [...document.querySelectorAll("#found button")];
  const here = found.indexOf(event.target);
  if (event.key === "ArrowDown") (found[here + 1] ?? found.at(-1))?.focus();
  else if (event.key === "ArrowUp") (found[here - 1] ?? field).focus();
  else if (event.key === "Escape") field.blur();
  else if (event.key === "Enter" && event.target === field) search(field.value.trim());
  else return;
  event.preventDefault();
}

function isTyping(target) {
  return target.matches("input:not([type=checkbox]), textarea, select");
}

function pressed(event) {
  const place = /^Key[A-Z]$/.test(event.code) && document.querySelector(`[data-key="${event.code.at(-1)}"]`);
  if (!place || event.repeat) return;
  event.preventDefault();
  if (place.matches("input:not([type=checkbox])")) return place.focus();
  place.click();
  if (place.matches("summary")) place.parentElement.querySelector("input:not([type=hidden]), textarea")?.focus();
}
