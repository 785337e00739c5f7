// The chat page: sends questions, shows answers, keeps the conversation across a reload.
// What came from outside enters the page as text nodes only, never as markup.

import { make, marked, unitLine, waiting, words } from "./parts.js";
import { listen, lookNow, stopListening } from "./person.js";
import { request } from "./service.js";
import { lasting, readSession, readTurns, tab } from "./stored.js";

const KEPT_TURNS = 50; // the newest, which a reload brings back
const [ASK_PERSON, END_PERSON] = ["转人工", "结束人工"];

const byId = (id) => document.getElementById(id);
const [log, composer, input] = ["log", "composer", "question"].map(byId);
const [forgetButton, forgetDialog] = ["forget", "forget-dialog"].map(byId);

let session = readSession();
let turns = []; // { question, then answer or failure, vote }, or { question: "", said } of a person
const elements = new Map(); // each turn's element
let queue = Promise.resolve();
let conversation = 0; // grows when a conversation is forgotten, so that a late answer of it is dropped

const icon = (name) => byId(`icon-${name}`).content.firstElementChild.cloneNode(true);

/** Build an answer's card; the order is that of Answer in bot/answer.py, the classes those of _answer.html. */
function card(turn) {
  const { answer } = turn;
  if (answer.kind === "person" && answer.question_id === null) {
    return make("p", { className: "receipt" }, `✓ ${[...answer.notices, ...answer.advice].join("")}`);
  }
  const quotations = answer.key_sentences.map((sentence) => make("blockquote", {}, sentence));
  const units = answer.unit_lines.length ? make("div", { className: "units" }, ...answer.unit_lines.map(unitLine)) : null;
  return make("div", { className: `card kind-${answer.kind}` },
    ...answer.notices.map((notice) => make("p", { className: answer.clause ? "notice" : "say" }, notice)),
    ...(answer.units_first ? [units, ...quotations] : [...quotations, units]),
    answer.source ? make("p", { className: "source" },
      answer.clause ? make("a", { href: answer.clause.url }, answer.source) : answer.source) : null,
    ...answer.advice.map((line) => make("p", { className: "advice" }, line)),
    answer.choices.length ? options("", answer.choices.map((choice) => choice.heading)) : null,
    ...(answer.clause ? actions(turn) : [answer.related.length ? options("也许您想问", relatedTo(answer)) : null]),
    answer.kind === "none" || turn.vote === false ? personOffer() : null);
}

const personOffer = () => ("person" in byId("main").dataset ? options("", [ASK_PERSON]) : null);

const relatedTo = (answer) => answer.related.map((one) => [one.path, one.heading].filter(Boolean).join(" "));

/** Make buttons that each ask a question. */
function options(title, questions) {
  return make("div", { className: "options" },
    title ? make("p", { className: "options-title" }, title) : null,
    ...questions.map((question) =>
      make("button", { className: "option", type: "button", onclick: () => ask(question) }, question)));
}

function actions(turn) {
  const { answer } = turn;
  const full = make("div", { className: "full", hidden: true });
  const related = options("", relatedTo(answer));
  related.hidden = true;
  const row = make("div", { className: "actions" },
    expander("看全文", full, () => loadClause(answer, full)),
    answer.related.length ? expander("相关条款", related) : null,
    answer.question_id === null ? null : votes(turn));
  return [row, related, full]; // the full text last: it is long, and would push the other off the screen
}

/** Make a button that shows and hides a part; `load` fills the part whenever it is shown. */
function expander(label, part, load) {
  const button = make("button", { className: "action", type: "button", "aria-expanded": "false" }, label);
  button.onclick = () => {
    part.hidden = !part.hidden;
    button.setAttribute("aria-expanded", String(!part.hidden));
    if (part.hidden) return;
    load?.();
    part.scrollIntoView({ block: "nearest" });
  };
  return button;
}

async function loadClause(answer, part) {
  part.replaceChildren(waiting("正在打开全文"));
  try {
    const clause = await request(`/api${answer.clause.url}`);
    part.replaceChildren(
      make("p", { className: "where" }, [clause.path, clause.heading].filter(Boolean).join(" ")),
      ...clause.paragraphs.map((text) => make("p", {}, ...marked(text, answer.key_sentences))),
      make("p", { className: "open" }, make("a", { href: clause.url }, "在单独的页面打开")));
  } catch {
    part.replaceChildren(make("p", { className: "open" }, "全文没有打开，收起后可以再试，或者",
      make("a", { href: answer.clause.url }, "打开条款页")));
  }
}

function votes(turn) {
  const said = make("span", { className: "thanks", role: "status" });
  const buttons = [["up", "有用", true], ["down", "没用", false]].map(([name, label, helpful]) => {
    const pressed = String(turn.vote === helpful);
    const onclick = () => vote(turn, helpful, { said, buttons });
    return make("button", { className: "action vote", type: "button", title: label, onclick,
      "aria-label": label, "aria-pressed": pressed }, icon(name));
  });
  return make("span", { className: "votes" }, said, ...buttons);
}

async function vote(turn, helpful, { said, buttons }) {
  try {
    const { session, question_id } = turn.answer;
    await request("/api/vote", { session, question_id, helpful });
    turn.vote = helpful;
    buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(helpful === (place === 0))));
    said.textContent = "谢谢";
    keep();
    const offer = helpful ? null : personOffer();
    if (offer && !elements.get(turn).querySelector(".card > .options:last-child > .option")) said.closest(".card").append(offer);
  } catch {
    said.textContent = "没记下来，请再点一次";
  }
}

/** Put a turn at the end of the page. */
function show(turn) {
  const asked = make("p", { className: "asked" }, make("span", { className: "unseen" }, "您问："), turn.question);
  const parts = turn.said ? [words(turn.said)] : [asked, reply(turn)];
  const element = make("article", { className: "turn", tabIndex: -1 }, ...parts);
  elements.set(turn, element);
  byId("forgotten").textContent = "";
  log.append(element);
  offerForgetting();
}

/** Take what a person wrote, after what is on the page. */
function hear(said) {
  const turn = { question: "", said };
  turns.push(turn);
  show(turn);
  keep();
  elements.get(turn).scrollIntoView({ block: "nearest" });
}

function reply(turn) {
  if (turn.answer) return card(turn);
  if (!turn.failure) return waiting("正在文件里查找");
  const again = make("button", { className: "action", type: "button", onclick: () => retry(turn) }, "重试");
  return make("div", { className: "trouble" }, make("p", {}, turn.failure), again);
}

/** Put the turn's present state on the page and into the tab's storage. */
function refresh(turn) {
  elements.get(turn).lastElementChild.replaceWith(reply(turn));
  keep();
}

/** Offer to forget whenever there is something to: the service remembers a session that this tab shows nothing of. */
const offerForgetting = () => { forgetButton.hidden = !session && !turns.length; };

const keep = () => tab.write("turns", turns.slice(-KEPT_TURNS));

function ask(question) {
  const turn = { question };
  turns.push(turn);
  show(turn);
  send(turn);
}

function retry(turn) {
  delete turn.failure;
  refresh(turn);
  send(turn);
}

/** Send a question after those before it, so that a conversation stays in order. */
function send(turn) {
  keep();
  elements.get(turn).focus({ preventScroll: true });
  elements.get(turn).scrollIntoView({ block: "start" });
  const begun = conversation;
  queue = queue.then(async () => {
    if (begun !== conversation) return;
    session ??= readSession(); // another window may have begun one, which would be lost if we began our own
    try {
      const answer = await request("/api/ask", { question: turn.question, ...(session ? { session } : {}) });
      if (begun !== conversation) return void request("/api/forget", { session: answer.session });
      turn.answer = answer;
      session = answer.session;
      lasting.write("session", session);
      if (answer.kind === "person" || turn.question === END_PERSON) lookNow();
    } catch (error) {
      turn.failure = error.message;
    }
    if (begun !== conversation) return;
    refresh(turn);
    elements.get(turn).scrollIntoView({ block: "start" });
  });
}

async function forget() {
  const problem = forgetDialog.querySelector(".problem");
  const known = new Set([session, ...turns.map((turn) => turn.answer?.session)].filter(Boolean));
  let erased = 0;
  try {
    for (const one of known) erased += (await request("/api/forget", { session: one })).erased;
  } catch {
    problem.textContent = "没有删成，请检查网络后再试一次。";
    problem.hidden = false;
    return;
  }
  conversation += 1;
  stopListening();
  [session, turns] = [null, []];
  elements.clear();
  for (const name of ["turns", "draft"]) tab.remove(name);
  lasting.remove("session");
  log.replaceChildren();
  offerForgetting();
  forgetDialog.close();
  byId("forgotten").textContent = `已删除 ${erased} 个问题，连同我们的回答、您的评价和人工对话；浏览器里的记录也清掉了。`;
  input.focus();
}

function submit() {
  const question = input.value.trim();
  if (!question) return input.focus();
  input.value = "";
  tab.remove("draft");
  ask(question);
  // Where a keyboard would cover the answer, it stays away.
  if (matchMedia("(pointer: fine)").matches) input.focus({ preventScroll: true });
}

input.addEventListener("keydown", (event) => {
  // While an input method composes, Enter chooses a word; Safari tells it by 229 only.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
input.addEventListener("input", () => {
  tab.write("draft", input.value);
  if (!CSS.supports("field-sizing", "content")) input.rows = Math.min(5, input.value.split("\n").length);
});
composer.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
for (const button of document.querySelectorAll(".welcome .option")) {
  button.addEventListener("click", (event) => { event.preventDefault(); ask(button.value); });
}
forgetButton.addEventListener("click", () => {
  forgetDialog.querySelector(".problem").hidden = true;
  forgetDialog.showModal();
});
byId("forget-now").addEventListener("click", forget);

/** Bring back what the tab holds; a question that was under way when the page went is offered again. */
function restore() {
  const drafted = location.search.startsWith("?draft=");
  turns = readTurns();
  const answered = byId("answered");
  if (answered) {
    const answer = JSON.parse(answered.textContent);
    turns.push({ question: answer.question, answer });
    session ??= answer.session;
    lasting.write("session", session);
  }
  if (location.search) history.replaceState(null, "", "/");
  log.replaceChildren();
  for (const turn of turns) {
    if (!turn.answer && !turn.said) turn.failure ??= "这个问题还没有收到回答。";
    show(turn);
  }
  keep();
  offerForgetting();
  if (turns.length) elements.get(turns.at(-1)).scrollIntoView({ block: "start", behavior: "instant" });
  input.value = input.value || tab.read("draft") || "";
  if (drafted) input.focus();
  input.setSelectionRange(input.value.length, input.value.length);
}

input.removeAttribute("maxlength"); // which is for the address that the form makes by itself
restore();
listen(() => session, hear, () => ask(END_PERSON));
