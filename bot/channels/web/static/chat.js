/* Makes the chat page live. Without it every form on the page still works. It speaks the same
   JSON and server-sent events as any other front end, and keeps nothing on the device. */
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const chat = byId("chat");
  if (!chat || !window.EventSource || !window.AbortController) return;
  const words = JSON.parse(chat.dataset.words);
  const [list, text, choices, live, lost] =
    ["messages", "text", "choices", "live", "connection"].map(byId);
  const stop = new AbortController();
  const clock = new Intl.DateTimeFormat("en-GB",
    { hour: "numeric", minute: "2-digit", hour12: true, timeZone: words.timezone });
  const spoken = [], unsent = []; // what has still to be told and to be sent, oldest first
  const touch = window.matchMedia("(hover: none)").matches; // there Enter makes a new line
  let owner = chat.dataset.owner, started = "started" in chat.dataset, source = null;
  let sending = false, speaking = false, firstOfThese = null;
  let pause = 1000, stateToldAt = 0, cameAt = 0, after = chat.dataset.after;

  const rows = () => Array.from(list.children);
  const rowOf = (seq) => rows().find((row) => row.dataset.seq === String(seq));
  const fill = (said, values) => said.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const make = (tag, values) => Object.assign(document.createElement(tag), values);
  const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
  /* --- Telling a screen reader: one thing at a time, each once; then the region is emptied. --- */
  const announce = (sentence) => { spoken.push(sentence); if (!speaking) speakNext(); };

  function speakNext() {
    live.textContent = "";
    const sentence = spoken.shift();
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
    row.className = "message from-" + message.from;
    row.dataset.from = message.from;
    row.dataset.seq = message.seq || "";
    row.id = "m" + row.dataset.seq;
    row.querySelector(".speaker").firstChild.data = speaker(message);
    row.querySelector(".text").textContent = message.text;
    if (message.image) row.querySelector(".text").after(make("img", { src: message.image, alt: words.photo.alt }));
    stamp(row, message.at);
    return row;
  }

  /* The council's time, which may not be that of the resident's device. */
  function stamp(row, at) {
    const textContent = clock.format(new Date(at)).replace(/\s/g, "");
    Object.assign(row.querySelector("time"), { dateTime: at, textContent });
  }

  /* The row of a message that is new here. What this page has just sent has its row already. */
  function add(message) {
    const known = rowOf(message.seq);
    const sent = message.from === "resident" && unsent.find((one) => one.shown === message.text);
    const row = known || (sent ? sent.row : makeRow(message));
    stamp(row, message.at);
    if (known) return null;
    if (sent) number(sent, message.seq);
    const later = rows().find((one) => !one.dataset.seq || Number(one.dataset.seq) > message.seq);
    list.insertBefore(row, later || null);
    if (message.from === "resident" || message.choices.length) offer(message.choices);
    return row;
  }

  function number(sent, seq) {
    sent.note.remove();
    Object.assign(sent.row, { id: "m" + seq }).dataset.seq = seq;
  }

  function offer(options) {
    const hadFocus = choices.contains(document.activeElement);
    choices.querySelectorAll("button").forEach((button) => button.remove());
    choices.querySelector(".choices").append(...options.map((option) =>
      make("button", { name: "choice", value: option.id, textContent: option.label })));
    choices.hidden = options.length === 0;
    if (hadFocus) text.focus({ preventScroll: true });
  }

  function showWaiting() {
    const last = rows().filter((row) => row.dataset.from !== "notice").pop();
    byId("waiting").hidden = !(owner === "assistant" && last && last.dataset.from === "resident");
  }

  /* Readers who are at the end are kept there, but the start of what has just come stays in sight.
     Those who have gone back to read are left alone. */
  const atTheEnd = () => byId("actions").getBoundingClientRect().top < window.innerHeight + 8;

  function stayAtTheEnd(row) {
    if (Date.now() - cameAt > 3000) firstOfThese = row;
    cameAt = Date.now();
    byId("actions").scrollIntoView({ block: "nearest" });
    if (firstOfThese.getBoundingClientRect().top < 60) firstOfThese.scrollIntoView();
  }

  function heard(message) {
    const follow = atTheEnd();
    const row = add(message);
    if (!row) return;
    if (message.from !== "resident") {
      const labels = message.choices.map((option) => option.label).join("; ");
      const asked = labels ? " " + words.choose + ": " + labels + "." : "";
      announce(speaker(message) + ": " + message.text + asked);
    }
    showWaiting();
    if (follow) stayAtTheEnd(row);
  }

  function stateWords(state) {
    if (state.owner !== "queue") return words.states[state.owner];
    if (!state.queue) return words.states.queue_unknown;
    return fill(words.states[state.queue.minutes === 1 ? "queue_one_minute" : "queue"], state.queue);
  }

  /* A place in the queue is told again at most once a minute. */
  function showState(state) {
    const sentence = stateWords(state);
    const news = sentence !== byId("state").textContent;
    if (news && (state.owner !== owner || Date.now() - stateToldAt > 60000)) {
      stateToldAt = Date.now();
      announce(sentence);
    }
    chat.dataset.owner = owner = state.owner;
    byId("state").textContent = sentence;
    for (const part of document.querySelectorAll("[data-when], [data-begun]")) {
      const { when, begun, whose } = part.dataset;
      part.hidden = when === (state.open ? "closed" : "open") || (begun !== undefined && !started) || (whose !== undefined && whose !== state.owner);
    }
    if (!state.open) { disconnect(); offer([]); }
    showWaiting();
  }

  function problem(sentence) {
    byId("wrong").textContent = sentence;
    byId("wrong").hidden = !sentence;
    text.setAttribute("aria-invalid", String(sentence !== ""));
    if (sentence) announce(sentence);
  }

  /* --- Listening --- */
  function connect() {
    if (source || !started || owner === "closed") return;
    source = new EventSource("/chat/events?after=" + after);
    source.addEventListener("message", (event) => heard(JSON.parse(event.data)));
    source.addEventListener("state", (event) => showState(JSON.parse(event.data)));
    source.addEventListener("doing", (event) => document.dispatchEvent(new CustomEvent("doing", { detail: JSON.parse(event.data) })));
    source.onopen = () => { lost.hidden = true; sendNext(); };
    source.onerror = () => {
      lost.hidden = false;
      if (source && source.readyState === EventSource.CLOSED) look(3000);
    };
  }

  function disconnect() {
    if (source) source = source.close() || null;
    lost.hidden = true;
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
      lost.hidden = false;
      window.setTimeout(look, 3000, 3000);
    }
  }

  /* --- Sending --- */
  async function call(method, path, body) {
    const sent = { method, body: body && JSON.stringify(body), signal: stop.signal };
    const answer = await fetch(path, { ...sent, headers: { "Content-Type": "application/json" } });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  }

  async function begin() {
    const answer = await call("POST", "/chat/session", {});
    if (answer.status !== 201) return answer;
    rows().filter((row) => row.dataset.seq).forEach((row) => row.remove());
    answer.body.messages.forEach(add);
    started = true;
    after = 0;
    return showState(answer.body.state);
  }

  function send(body, shown) {
    const row = makeRow({ from: "resident", text: shown, at: new Date().toISOString() });
    const note = make("p", { className: "sending", textContent: words.sending.now });
    row.append(note);
    list.append(row);
    unsent.push({ body: Object.assign({ client_id: newId() }, body), row, note, shown });
    offer([]);
    problem("");
    text.focus({ preventScroll: true });
    showWaiting();
    cameAt = 0; // what comes now is followed from here
    stayAtTheEnd(row);
    sendNext();
  }

  /* One at a time and in order. A message keeps its id, so trying again never sends it twice. */
  async function sendNext() {
    const next = unsent[0];
    if (sending || !next) return;
    sending = true;
    let answer = { status: 503 };
    try {
      answer = (started ? null : await begin()) || (await call("POST", "/chat/messages", next.body));
    } catch { /* no network: tried again below */ }
    sending = false;
    if (answer.status >= 500) return tryLater(next);
    if (isOver(answer) && started) { started = false; disconnect(); return sendNext(); }
    pause = 1000;
    unsent.shift();
    if (answer.status === 202) taken(next, answer.body.seq);
    else refused(next, answer.body.error);
    return sendNext();
  }

  /* Words sent to a chat that is over are not lost: they begin a new one. */
  const isOver = (answer) => answer.status === 401 || answer.body.error === "closed";

  function tryLater(next) {
    if (stop.signal.aborted) return;
    if (next.note.textContent !== words.sending.failed) announce(words.sending.failed);
    next.note.textContent = words.sending.failed;
    window.setTimeout(sendNext, pause);
    pause = Math.min(pause * 2, 15000);
  }

  function taken(next, seq) {
    const known = rowOf(seq);
    if (known && known !== next.row) next.row.remove();
    else number(next, seq);
    list.append(...rows().filter((row) => !row.dataset.seq));
    connect();
  }

  function refused(next, code) {
    next.row.remove();
    if (next.body.text && !text.value) text.value = next.shown;
    problem(words.errors[code] || words.errors.unknown);
    look(0);
  }

  /* --- The page's own controls --- */
  const onSubmit = (id, act) => byId(id).addEventListener("submit",
    (event) => { event.preventDefault(); act(event.submitter); });
  onSubmit("composer", () => {
    const typed = text.value.trim();
    text.focus();
    if (!typed) return problem(words.errors.empty);
    text.value = "";
    return send({ text: typed }, typed);
  });
  onSubmit("choices", (button) => { if (button) send({ choice: button.value }, button.textContent); });
  onSubmit("person", () => send({ text: words.person }, words.person));
  onSubmit("leave", () => {
    owner = "closed"; // nothing may be sent, or begun again, behind the neutral page
    unsent.length = 0;
    stop.abort();
    disconnect();
    document.title = "";
    document.body.replaceChildren();
    const away = () => window.location.replace("/chat/leave");
    fetch("/chat/leave", { method: "POST", keepalive: true }).then(away, away);
  });
  text.addEventListener("keydown", (event) => {
    if (touch || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("composer").requestSubmit();
  });
  window.addEventListener("online", sendNext);
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

  for (const part of document.querySelectorAll(".enter")) part.hidden = touch;
  for (const part of document.querySelectorAll(".check")) part.hidden = true;
  connect();
})();
