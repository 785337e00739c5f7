// Tells at once which files are too big, and looks whether a check has ended. Without JavaScript the server and the
// page's own refresh do both.

const LOOK_MS = 1500;

document.addEventListener("change", (event) => {
  const most = Number(event.target.dataset?.most);
  if (!most) return;
  const size = [...event.target.files].reduce((sum, file) => sum + file.size, 0);
  event.target.setCustomValidity(size > most ? "这些文件一共超过 20 MB，收不了；请去掉图片，或分几次上传。" : "");
  event.target.reportValidity();
});

async function look() {
  try {
    const response = await fetch(window.location.href);
    if (response.redirected) return window.location.assign(response.url);
    if (!response.ok || !(await response.text()).includes("data-waiting")) return window.location.reload();
  } catch {
    // The network is away for a moment; the next look may reach the service.
  }
  return window.setTimeout(look, LOOK_MS);
}

if (document.querySelector("[data-waiting]")) window.setTimeout(look, LOOK_MS);
