// Forms of the console are sent without leaving the page first: what is refused is said beside the form, and nothing
// that was typed is lost. Without JavaScript they are ordinary forms.

const LOST = "没有送达，请检查网络后再试。";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-plain") || event.defaultPrevented) return;
  event.preventDefault();
  const asks = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (asks && !window.confirm(asks)) return;
  const button = event.submitter;
  if (button?.disabled) return;
  const body = bodyOf(form, button);
  if (button) button.disabled = true;
  try {
    const response = await fetch(button?.getAttribute("formaction") || form.action, {
      method: "POST", body, headers: { Accept: "application/json" },
    });
    if (response.ok) window.location.assign(response.url);
    else tell(form, (await response.json()).error);
  } catch {
    tell(form, LOST);
  } finally {
    if (button) button.disabled = false;
  }
});

document.addEventListener("keydown", (event) => {
  const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
  if (!sends || !event.target.matches("textarea[data-sends]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

function bodyOf(form, button) {
  const data = new FormData(form, button);
  return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
}

// Says what is wrong in the form's own place for it, made at its end where it has none.
function tell(form, sentence) {
  let place = form.querySelector(".problem");
  if (!place) {
    place = document.createElement("p");
    place.className = "problem";
    place.setAttribute("role", "alert");
    form.append(place);
  }
  place.textContent = "";
  place.textContent = sentence;
}
