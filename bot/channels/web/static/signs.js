/* What a resident and an adviser see of each other while they write: who is typing, and what has been
   seen. Only while an adviser has the chat; without this file nothing else is different. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const chat = byId("chat"), list = byId("messages"), text = byId("text"), line = byId("doing");
  if (!chat || !line || !window.EventSource) return;
  const words = JSON.parse(chat.dataset.words).doing;
  let typedAt = 0, seen = 0, timer = 0;

  const withAdviser = () => chat.dataset.owner === "adviser";

  function post(path, body) {
    const headers = { "Content-Type": "application/json" };
    fetch("/chat/" + path, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
  }

  text.addEventListener("input", () => {
    if (!withAdviser() || !text.value || Date.now() - typedAt < 3000) return;
    typedAt = Date.now();
    post("typing", {});
  });

  function look() {
    if (!withAdviser() || document.visibilityState !== "visible") return;
    const rows = Array.from(list.querySelectorAll(".from-adviser"));
    const newest = Math.max(0, ...rows.map((row) => Number(row.dataset.seq)));
    if (newest > seen) post("seen", { seq: seen = newest });
  }

  /* Words, and never a picture that moves; they go by themselves when nothing more comes. */
  document.addEventListener("doing", (event) => {
    const mine = Array.from(list.querySelectorAll(".from-resident")).pop();
    const read = mine && mine.dataset.seq && Number(mine.dataset.seq) <= event.detail.seen;
    const said = event.detail.typing ? words.typing.replace("{name}", event.detail.typing) : "";
    const shown = said || (read && list.lastElementChild === mine ? words.seen : "");
    line.textContent = shown;
    window.clearTimeout(timer);
    if (said) timer = window.setTimeout(() => { line.textContent = ""; }, 9000);
  });
  /* The question after a chat; whether it is asked is the council's to say. */
  async function ask() {
    if (chat.dataset.owner !== "closed") return;
    const answer = await fetch("/chat/rating").then((one) => one.json()).catch(() => ({}));
    byId("rating").hidden = !answer.ask;
  }
  new MutationObserver(ask).observe(chat, { attributes: true, attributeFilter: ["data-owner"] });
  new MutationObserver(look).observe(list, { childList: true });
  document.addEventListener("visibilitychange", look);
  byId("waiting").querySelector("p").textContent = JSON.parse(chat.dataset.words).waiting.typing;
  look();
})();
