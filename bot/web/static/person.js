// A person's replies: asked for while a person has the conversation, every few seconds, and once when somebody
// comes back. Nothing is asked for while the page isn't looked at.

import { request } from "./service.js";
import { lasting } from "./stored.js";

const SOON = 3000;
const LONGEST = 60000; // milliseconds between two looks, while they fail

const bar = document.getElementById("person-bar");
let asking = null; // what tells the session, and takes a reply
let timer = 0;
let wait = SOON;
let open = false;

/** Begin to ask for replies with `session()`; each is given to `take({ id, from, name, text, at })`. */
export function listen(session, take, end) {
  asking = { session, take };
  bar.querySelector("button").addEventListener("click", end);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  if (session()) look();
}

/** Look now: a person has just been asked for, or was written to. */
export const lookNow = () => { wait = SOON; look(); };

/** Forget what has been heard, with the conversation. */
export function stopListening() {
  lasting.remove("heard");
  show({ open: false, who: null });
}

async function look() {
  clearTimeout(timer);
  timer = 0;
  const session = asking.session();
  if (!session || document.hidden) return;
  const heard = lasting.read("heard");
  try {
    const news = await request("/api/messages", { session, after: Number.isInteger(heard) ? heard : 0 });
    if (session !== asking.session()) return;
    for (const message of news.messages) {
      if (message.id <= (lasting.read("heard") ?? 0)) continue; // another look was quicker
      lasting.write("heard", message.id);
      asking.take(message);
    }
    wait = SOON;
    show(news);
  } catch {
    wait = Math.min(LONGEST, 2 * wait);
  }
  if (open || wait > SOON) timer = setTimeout(look, wait);
}

function show(news) {
  open = news.open;
  bar.hidden = !open;
  bar.querySelector("span").textContent = news.who ? `${news.who}正在为您服务` : "正在等工作人员";
}
