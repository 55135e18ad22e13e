/* Sends a photo without leaving the page. Without it the form on the page still works. */
(function () {
  "use strict";
  const form = document.getElementById("photo");
  const chat = document.getElementById("chat");
  if (!form || !window.FormData || !window.EventSource) return;
  const wrong = document.getElementById("photo-wrong");
  const errors = JSON.parse(chat.dataset.words).errors;
  const button = form.querySelector("button");

  async function post(body) {
    const headers = { Accept: "application/json" };
    const answer = await fetch("/chat/photos", { method: "POST", body, headers });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  }

  /* A photo may be the first thing that is sent: it begins the chat, and the page is then shown
     anew, because the live page has not begun to listen. */
  async function send(body) {
    const begun = "started" in chat.dataset;
    if (!begun) await fetch("/chat/session", { method: "POST" });
    const answer = await post(body);
    if (answer.status === 202 && !begun) window.location.reload();
    return answer;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form);
    body.set("client_id", crypto.getRandomValues(new Uint32Array(4)).join("-"));
    button.disabled = true;
    wrong.textContent = form.dataset.sending;
    const answer = await send(body).catch(() => ({ status: 503, body: {} }));
    button.disabled = false;
    const sent = answer.status === 202;
    const code = answer.status === 413 ? "photo_large" : answer.body.error;
    wrong.textContent = sent ? form.dataset.sent : errors[code] || errors.unknown;
    if (sent) form.reset();
  });
})();
