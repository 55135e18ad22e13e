/* One conversation, live: what is written appears at once, what is sent goes without a reload, and
   nothing that was typed is ever lost. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const page = byId("item"), id = page.dataset.item, me = page.dataset.me;
  const words = JSON.parse(page.dataset.words);
  const [list, text, noteText, problem, live] = ["entries", "text", "note-text", "problem", "live"].map(byId);
  const { call, drafts, fill, newId } = window.Desk;
  const path = "/queue/" + id, draft = "reply-" + id, noteDraft = "note-" + id;
  let state = JSON.parse(page.dataset.state), doing = {}, key = newId(), noteKey = newId();
  let seen = 0, typingAt = 0, measureTimer = 0, sending = false;

  /* --- What is there --- */
  const atTheEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const toTheEnd = () => { list.scrollTop = list.scrollHeight; byId("newer").hidden = true; };

  function add(entry) {
    const holder = document.createElement("template");
    holder.innerHTML = entry.html.trim();
    const row = holder.content.firstElementChild, known = byId(entry.key);
    if (known) { known.replaceWith(row); return; }
    const follow = atTheEnd();
    list.append(row);
    if (follow) toTheEnd(); else byId("newer").hidden = false;
    const own = entry.from === "adviser" && state.mine;
    if (!own && entry.kind !== "suppressed") announce(row.querySelector(".who strong").textContent + ": " + entry.text);
  }

  function announce(sentence) {
    live.textContent = "";
    window.setTimeout(() => { live.textContent = sentence; }, 50);
  }

  function showState(now) {
    state = now;
    for (const part of document.querySelectorAll("[data-when]")) part.hidden = !state[part.dataset.when];
    for (const field of document.querySelectorAll("input[name=version]")) field.value = state.version;
    showReach(state.reach);
  }

  function showReach(reach) {
    byId("why-not").hidden = !reach.why_not;
    if (reach.why_not) byId("why-not").textContent = words.errors[reach.why_not] || words.errors.unknown;
    byId("send").setAttribute("aria-disabled", String(Boolean(reach.why_not)));
    if (byId("template")) byId("template").hidden = reach.why_not !== "window_closed" || !state.mine;
  }

  function showDoing() {
    const names = (people) => people.filter((one) => one.id !== me).map((one) => one.name).join(", ");
    const said = [];
    if (doing.resident_typing) said.push(words.doing.resident_typing);
    if (names(doing.typing)) said.push(fill(words.doing.typing, { names: names(doing.typing) }));
    else if (names(doing.looking)) said.push(fill(words.doing.looking, { names: names(doing.looking) }));
    const mine = Array.from(list.querySelectorAll(".from-adviser")).pop();
    if (mine && Number(mine.dataset.seq) <= doing.seen) said.push(words.doing.seen);
    byId("doing").textContent = said.join(" ");
  }

  /* The resident is told what has been seen only when this page is in front. */
  function look() {
    if (!state.mine || document.visibilityState !== "visible") return;
    const theirs = Array.from(list.querySelectorAll(".from-resident")).pop();
    if (theirs && Number(theirs.dataset.seq) > seen) call("POST", path + "/seen", { seq: seen = Number(theirs.dataset.seq) }).catch(() => null);
  }
  document.addEventListener("visibilitychange", look);

  /* What the stream sends is made from escaped words on the server, as the page itself is. */
  function heard(news) {
    (news.entries || []).forEach(add);
    if (news.card !== undefined) { byId("card").innerHTML = news.card; }
    if (news.status !== undefined && news.status.trim() !== byId("status").textContent.trim()) byId("status").textContent = news.status.trim();
    if (news.state) showState(news.state);
    look();
    if (news.doing) { doing = news.doing; showDoing(); }
  }

  /* --- What is sent --- */
  function trouble(body) {
    const values = { ...body, missing: (body.missing || []).join(", "), by: body.by || "" };
    const said = body.error ? fill(words.errors[body.error] || words.errors.unknown, values) : "";
    problem.querySelector("p").textContent = said;
    problem.hidden = !said;
    if (said) problem.scrollIntoView({ block: "nearest" });
  }

  async function send(event) {
    event.preventDefault();
    if (sending || !text.value.trim()) { text.focus(); return; }
    if (byId("send").getAttribute("aria-disabled") === "true") { trouble({ error: state.reach.why_not }); return; }
    sending = true;
    const body = { text: text.value, version: state.version, client_id: key };
    const answer = await call("POST", path + "/messages", body).catch(() => ({ status: 503, body: { error: "unknown" } }));
    sending = false;
    if (answer.status !== 200) { trouble(answer.body); text.focus(); return; }
    trouble({});
    key = newId();
    text.value = "";
    drafts.keep(draft, "");
    byId("measure").textContent = "";
    text.focus();
    toTheEnd();
  }

  async function saveNote(event) {
    event.preventDefault();
    if (!noteText.value.trim()) { noteText.focus(); return; }
    const body = { text: noteText.value, client_id: noteKey };
    const answer = await call("POST", path + "/notes", body).catch(() => ({ status: 503, body: { error: "unknown" } }));
    if (answer.status !== 200) { trouble(answer.body); return; }
    noteKey = newId();
    noteText.value = "";
    drafts.keep(noteDraft, "");
    noteText.focus();
  }

  /* --- While it is typed --- */
  async function measure() {
    if (text.dataset.channel !== "sms" && text.dataset.channel !== "whatsapp") return;
    const answer = await call("POST", path + "/measure", { text: text.value }).catch(() => null);
    if (!answer || answer.status !== 200) return;
    const found = answer.body;
    showReach({ why_not: found.why_not });
    if (found.fragments) {
      const said = found.fragments === 1 ? words.reply.fragment : words.reply.fragments;
      byId("measure").textContent = fill(said, { ...found, pence: found.pence.toFixed(1) });
    } else if (found.window !== null) {
      byId("measure").textContent = found.window ? fill(words.reply.window, { left: window.Desk.lasted(found.window) }) : "";
    }
  }

  text.addEventListener("input", () => {
    drafts.keep(draft, text.value);
    window.clearTimeout(measureTimer);
    measureTimer = window.setTimeout(measure, 250);
    if (state.mine && Date.now() - typingAt > 3000) {
      typingAt = Date.now();
      call("POST", path + "/typing", {}).catch(() => null);
    }
  });
  noteText.addEventListener("input", () => drafts.keep(noteDraft, noteText.value));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("reply").requestSubmit();
  });
  byId("reply").addEventListener("submit", send);
  byId("note").addEventListener("submit", saveNote);
  byId("canned").addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = byId("canned-choice").selectedOptions[0];
    if (!chosen) return;
    text.setRangeText(chosen.dataset.text, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input"));
    text.focus();
  });
  byId("newer").addEventListener("click", () => { toTheEnd(); list.focus(); });
  if (!text.value) text.value = drafts.read(draft);
  if (!noteText.value) noteText.value = drafts.read(noteDraft);
  if (noteText.value) noteText.closest("details").open = true;
  for (const part of document.querySelectorAll(".keys")) part.hidden = false;
  window.setInterval(measure, 60000);
  measure();
  toTheEnd();
  if (!problem.hidden) problem.focus();
  window.Desk.live(path, page.dataset.event, heard, false);
})();
