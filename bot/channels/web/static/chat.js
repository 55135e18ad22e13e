/* Makes the chat page live. Without it every form on the page still works. It speaks the same
   JSON and server-sent events as any other front end, and keeps nothing on the device. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const chat = byId("chat");
  if (!chat || !window.EventSource || !window.fetch || !window.Intl) return;

  const words = JSON.parse(chat.dataset.words);
  const list = byId("messages");
  const text = byId("text");
  const choices = byId("choices");
  const clock = new Intl.DateTimeFormat("en-GB",
    { hour: "numeric", minute: "2-digit", hour12: true, timeZone: words.timezone });
  const spoken = []; // what a screen reader has still to be told, oldest first
  const unsent = []; // what the council has not yet taken, oldest first
  let owner = chat.dataset.owner;
  let started = "started" in chat.dataset;
  let source = null;
  let sending = false, speaking = false;
  let pause = 1000, stateToldAt = 0;

  const rows = () => Array.from(list.children);
  const rowOf = (seq) => rows().find((row) => row.dataset.seq === String(seq));
  const fill = (template, values) =>
    template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

  /* --- Telling a screen reader: one thing at a time, each once, then the region is emptied. --- */
  function announce(sentence) {
    spoken.push(sentence);
    if (!speaking) speakNext();
  }

  function speakNext() {
    const live = byId("live");
    const sentence = spoken.shift();
    live.textContent = "";
    speaking = sentence !== undefined;
    if (!speaking) return;
    window.setTimeout(() => { live.textContent = sentence; }, 50);
    window.setTimeout(speakNext, 1000);
  }

  /* --- Showing --- */
  function speaker(message) {
    if (message.from !== "adviser") return words.speakers[message.from];
    return message.name ? fill(words.speakers.adviser, message) : words.speakers.adviser_unnamed;
  }

  function makeRow(message) {
    const row = byId("message").content.firstElementChild.cloneNode(true);
    const time = row.querySelector("time");
    row.className = "message from-" + message.from;
    row.dataset.from = message.from;
    row.dataset.seq = message.seq || "";
    row.id = "m" + row.dataset.seq;
    row.querySelector(".speaker").firstChild.data = speaker(message);
    row.querySelector(".text").textContent = message.text;
    time.dateTime = message.at;
    time.textContent = clock.format(new Date(message.at)).replace(/\s/g, "");
    return row;
  }

  function add(message) {
    if (rowOf(message.seq)) return false;
    const later = rows().find((row) => !row.dataset.seq || Number(row.dataset.seq) > message.seq);
    list.insertBefore(makeRow(message), later || null);
    if (message.from === "resident" || message.choices.length) offer(message.choices);
    return true;
  }

  function offer(options) {
    const hadFocus = choices.contains(document.activeElement);
    choices.querySelectorAll("button").forEach((button) => button.remove());
    choices.querySelector(".choices").append(...options.map((option) =>
      Object.assign(document.createElement("button"),
        { name: "choice", value: option.id, textContent: option.label })));
    choices.hidden = options.length === 0;
    if (hadFocus) text.focus({ preventScroll: true });
  }

  function showWaiting() {
    const last = rows().filter((row) => row.dataset.from !== "notice").pop();
    byId("waiting").hidden = !(owner === "assistant" && last && last.dataset.from === "resident");
  }

  /* Readers who are at the end are kept there. Those who have gone back to read are left alone. */
  const atTheEnd = () => byId("actions").getBoundingClientRect().top < window.innerHeight + 8;

  function stayAtTheEnd(was) {
    const newest = list.lastElementChild;
    if (!was || !newest) return;
    byId("actions").scrollIntoView({ block: "nearest" });
    if (newest.getBoundingClientRect().top < 60) newest.scrollIntoView({ block: "start" });
  }

  function heard(message) {
    const was = atTheEnd();
    if (!add(message)) return;
    if (message.from !== "resident") {
      const labels = message.choices.map((option) => option.label).join("; ");
      const asked = labels ? " " + words.choose + ": " + labels + "." : "";
      announce(speaker(message) + ": " + message.text + asked);
    }
    showWaiting();
    stayAtTheEnd(was);
  }

  function stateWords(state) {
    if (state.owner !== "queue") return words.states[state.owner];
    if (!state.queue) return words.states.queue_unknown;
    const one = state.queue.minutes === 1;
    return fill(one ? words.states.queue_one_minute : words.states.queue, state.queue);
  }

  /* A place in the queue is told again at most once a minute. */
  function showState(state) {
    const sentence = stateWords(state);
    const news = sentence !== byId("state").textContent;
    if (news && (state.owner !== owner || Date.now() - stateToldAt > 60000)) {
      stateToldAt = Date.now();
      announce(sentence);
    }
    owner = state.owner;
    byId("state").textContent = sentence;
    const now = state.open ? "open" : "closed";
    for (const part of document.querySelectorAll("[data-when], [data-begun]")) {
      const { when = now, begun } = part.dataset;
      part.hidden = when !== now || (begun !== undefined && !started);
    }
    if (!state.open) { disconnect(); offer([]); }
    showWaiting();
  }

  function problem(sentence) {
    byId("wrong").textContent = sentence;
    byId("wrong").hidden = !sentence;
    if (sentence) announce(sentence);
    if (sentence) text.setAttribute("aria-invalid", "true");
    else text.removeAttribute("aria-invalid");
  }

  /* --- Listening --- */
  function connect() {
    if (source || !started) return;
    const after = chat.dataset.after;
    source = new EventSource("/chat/events" + (after ? "?after=" + after : ""));
    source.addEventListener("message", (event) => { heard(JSON.parse(event.data)); });
    source.addEventListener("state", (event) => { showState(JSON.parse(event.data)); });
    source.addEventListener("open", () => { byId("connection").hidden = true; sendNext(); });
    source.addEventListener("error", () => {
      byId("connection").hidden = false;
      if (source && source.readyState === EventSource.CLOSED) look(3000);
    });
  }

  function disconnect() {
    if (source) source.close();
    source = null;
    byId("connection").hidden = true;
  }

  /* The stream was refused for good. If this browser has no chat any more, because it was left in
     another tab, nothing of it may stay on the screen. */
  async function look(wait) {
    disconnect();
    const answer = await call("GET", "/chat/messages").catch(() => ({ status: 503 }));
    if (answer.status === 401 && !unsent.length) {
      list.replaceChildren();
      window.location.replace("/chat");
    } else if (answer.status === 200) {
      const asked = (message) => message.from === "resident" || message.choices.length;
      answer.body.messages.forEach(heard);
      answer.body.messages.filter(asked).slice(-1).forEach((message) => offer(message.choices));
      showState(answer.body.state);
      if (answer.body.state.open) window.setTimeout(connect, wait);
    } else {
      byId("connection").hidden = false;
      window.setTimeout(look, 3000, 3000);
    }
  }

  /* --- Sending --- */
  async function call(method, path, body) {
    const answer = await fetch(path, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  }

  async function begin() {
    const answer = await call("POST", "/chat/session", {});
    if (answer.status !== 201) return answer;
    rows().filter((row) => row.dataset.seq).forEach((row) => row.remove());
    answer.body.messages.forEach(add);
    started = true;
    delete chat.dataset.after;
    return showState(answer.body.state);
  }

  function send(body, shown) {
    const row = makeRow({ from: "resident", text: shown, at: new Date().toISOString() });
    const note = Object.assign(document.createElement("p"),
      { className: "sending", textContent: words.sending.now });
    row.append(note);
    list.append(row);
    unsent.push({ body: Object.assign({ client_id: newId() }, body), row, note, shown });
    offer([]);
    problem("");
    text.focus({ preventScroll: true });
    showWaiting();
    stayAtTheEnd(true);
    sendNext();
  }

  /* One at a time and in order. A message keeps its id, so trying again never sends it twice. */
  async function sendNext() {
    if (sending || !unsent.length) return;
    sending = true;
    const next = unsent[0];
    let answer = { status: 503 };
    try {
      answer = (started ? null : await begin()) || (await call("POST", "/chat/messages", next.body));
    } catch { /* no network: tried again below */ }
    sending = false;
    if (answer.status >= 500) return tryLater(next);
    if (answer.status === 401 && started) { started = false; disconnect(); return sendNext(); }
    unsent.shift();
    pause = 1000;
    if (answer.status === 202) taken(next, answer.body.seq);
    else refused(next, answer.body.error);
    return sendNext();
  }

  function tryLater(next) {
    if (next.note.textContent !== words.sending.failed) announce(words.sending.failed);
    next.note.textContent = words.sending.failed;
    window.setTimeout(sendNext, pause);
    pause = Math.min(pause * 2, 15000);
  }

  function taken(next, seq) {
    next.note.remove();
    if (rowOf(seq)) next.row.remove();
    else next.row.dataset.seq = seq;
    list.append(...rows().filter((row) => !row.dataset.seq));
    connect();
  }

  function refused(next, code) {
    next.row.remove();
    if (next.body.text && !text.value) text.value = next.shown;
    problem(words.errors[code] || words.errors.unknown);
    showWaiting();
    look(0);
  }

  /* --- The page's own controls --- */
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = text.value.trim();
    text.focus();
    if (!typed) return problem(words.errors.empty);
    text.value = "";
    return send({ text: typed }, typed);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("composer").requestSubmit();
  });
  choices.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter) send({ choice: event.submitter.value }, event.submitter.textContent);
  });
  byId("person").addEventListener("submit", (event) => {
    if (owner === "closed") return; // the page itself then starts a new chat
    event.preventDefault();
    send({ text: words.person }, words.person);
  });
  byId("leave").addEventListener("submit", (event) => {
    event.preventDefault();
    disconnect();
    document.title = "";
    document.body.replaceChildren();
    const away = () => window.location.replace("/chat/leave");
    fetch("/chat/leave", { method: "POST", keepalive: true }).then(away, away);
  });
  window.addEventListener("online", sendNext);
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

  for (const part of document.querySelectorAll(".enter")) part.hidden = false;
  for (const part of document.querySelectorAll(".check")) part.hidden = true;
  byId("waiting").querySelector("p").textContent = words.waiting.typing;
  connect();
})();
