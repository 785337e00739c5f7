// A conversation goes on without reloading: new messages, how far they are, who has it; and what is written is sent
// without leaving the page. Nothing is asked for while the page isn't looked at.

const LOOK_MS = 3000;
const LONGEST_MS = 60000; // between two looks, while they fail
const LOST = "没有送达，请检查网络后再试。写的话还在。";

const list = document.getElementById("messages");
const standing = document.getElementById("standing");
const lost = document.getElementById("lost");
const letter = document.getElementById("letter");
let wait = LOOK_MS;
let timer = 0;
let over = isClosed();

function isClosed() {
  return standing.dataset.state.startsWith("closed");
}

// The last one that is on the page, or before the first whose way isn't over: that may have changed.
function seen() {
  const underWay = list.querySelector("[data-under-way]");
  if (underWay) return Number(underWay.dataset.id) - 1;
  return Number(list.lastElementChild?.dataset.id ?? 0);
}

async function look() {
  clearTimeout(timer);
  timer = 0;
  if (over || document.hidden) return;
  try {
    const response = await fetch(`${list.dataset.news}?after=${seen()}`, { headers: { Accept: "application/json" } });
    if (response.status >= 400 && response.status < 500) return await stop(response);
    if (!response.ok) throw new Error(`${response.status}`);
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    wait = LOOK_MS;
  } catch {
    wait = Math.min(LONGEST_MS, 2 * wait);
  }
  if (!over && !timer) timer = setTimeout(look, wait);
}

// Out of the console, or erased: looking again changes nothing.
async function stop(response) {
  over = true;
  lost.textContent = (await response.json()).error;
}

function show(news) {
  for (const message of news.querySelectorAll(".message")) {
    const here = list.querySelector(`[data-id="${message.dataset.id}"]`);
    if (!here) list.append(message);
    else if (here.outerHTML !== message.outerHTML) here.replaceWith(message);
  }
  const now = news.getElementById("standing");
  if (now.dataset.state === standing.dataset.state) return;
  standing.dataset.state = now.dataset.state;
  standing.replaceChildren(...now.childNodes);
  over = isClosed();
}

letter?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = letter.querySelector("button");
  const problem = letter.querySelector(".problem");
  if (button.disabled) return;
  button.disabled = true;
  problem.textContent = "";
  try {
    const response = await fetch(letter.action, {
      method: "POST", body: new URLSearchParams(new FormData(letter)), redirect: "manual",
      headers: { Accept: "application/json" },
    });
    if (response.type === "opaqueredirect") await sent();
    else problem.textContent = (await response.json()).error;
  } catch {
    problem.textContent = LOST;
  } finally {
    button.disabled = false;
  }
});

// What is written next is another message, even where it says the same.
async function sent() {
  letter.elements.once.value = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  letter.elements.text.value = "";
  letter.elements.text.focus();
  await look();
  list.lastElementChild?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("visibilitychange", look);
if (!letter?.elements.text.value) list.lastElementChild?.scrollIntoView({ block: "center" });
timer = setTimeout(look, LOOK_MS);
