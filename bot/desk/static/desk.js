/* What the live pages of the desk share: news from the server, and sending without a reload. Without
   this file every page and every form still works. Nothing is kept on the device but what has been
   typed and not been sent, in this tab. */
window.Desk = (function () {
  "use strict";
  const banners = document.getElementById("banners");
  const csrf = document.body.dataset.csrf;
  const shown = {};

  /* One line at the foot of the page for each kind of trouble; null takes it away. */
  function banner(name, text, action) {
    if (shown[name]) shown[name].remove();
    delete shown[name];
    if (!text || !banners) return;
    const line = document.createElement("p");
    line.textContent = text + " ";
    if (action) line.append(action);
    banners.append(line);
    shown[name] = line;
  }

  function link(text, href) {
    return Object.assign(document.createElement("a"), { textContent: text, href });
  }

  async function call(method, path, body) {
    const answer = await fetch("/desk/api" + path, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  }

  /* Somebody is here: asked for at most once in five minutes, and when the page says it is time. */
  let told = Date.now();
  function here() {
    if (Date.now() - told < 300000 && !shown.idle) return;
    told = Date.now();
    call("POST", "/here", {}).then((answer) => { if (answer.status === 200) banner("idle", null); });
  }
  for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, here, { passive: true });

  function stay() {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "second", textContent: banners.dataset.idleStay });
    button.addEventListener("click", here);
    return button;
  }

  /* News of a page. `path` has a stream at /events and the same in one piece at /news. The stream
     rests while another tab is in front, because a browser has only a few; `always` does not. */
  function live(path, after, heard, always) {
    let source = null, last = after, failed = 0, timer = 0, over = false, lost = false;

    function take(news) {
      if (lost) { lost = false; banner("lost", null); banner("back", banners.dataset.back); window.setTimeout(() => banner("back", null), 4000); }
      failed = 0;
      if (news.reload) { over = true; stop(); return banner("reload", banners.dataset.reload, link(banners.dataset.reloadLink, window.location.href)); }
      if (news.gone) { over = true; return stop(); }
      if ("idle" in news) banner("idle", news.idle ? banners.dataset.idle : null, news.idle ? stay() : null);
      if (news.event !== undefined) last = news.event;
      return heard(news);
    }

    function missing() {
      failed += 1;
      if (failed < 2 || lost) return;
      lost = true;
      banner("back", null);
      banner("lost", banners.dataset.lost);
    }

    function signedOut() {
      over = true;
      stop();
      banner("lost", null);
      banner("out", banners.dataset.signedOut, link(banners.dataset.signIn, "/desk/sign-in?next=" + encodeURIComponent(window.location.pathname)));
    }

    async function ask() {
      const answer = await call("GET", path + "/news?after=" + last).catch(() => ({ status: 503 }));
      if (over) return;
      if (answer.status === 401) signedOut();
      else if (answer.status === 404) take({ gone: true });
      else if (answer.status === 200) take(answer.body);
      else missing();
    }

    function stop() {
      if (source) source.close();
      source = null;
      window.clearTimeout(timer);
    }

    async function poll(wait) {
      window.clearTimeout(timer);
      await ask();
      if (!over && !source) timer = window.setTimeout(() => (document.hidden || !window.EventSource ? poll(wait) : connect()), wait);
    }

    function connect() {
      stop();
      if (over) return;
      if (!window.EventSource) { poll(3000); return; }
      source = new EventSource("/desk/api" + path + "/events?after=" + last);
      source.onopen = () => take({});
      source.addEventListener("news", (event) => take(JSON.parse(event.data)));
      source.addEventListener("signed_out", signedOut);
      source.onerror = () => {
        missing();
        if (source && source.readyState === EventSource.CLOSED) { source = null; poll(2000); }
      };
    }

    document.addEventListener("visibilitychange", () => {
      if (always || over) return;
      if (document.hidden) { stop(); poll(20000); } else connect();
    });
    window.addEventListener("online", connect);
    window.addEventListener("pagehide", stop);
    window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
    connect();
    return { signedOut };
  }

  /* What is typed and not sent, kept in this tab only. */
  const drafts = {
    keep: (name, text) => { try { if (text) sessionStorage.setItem(name, text); else sessionStorage.removeItem(name); } catch { /* no room, or not allowed: it stays on the page */ } },
    read: (name) => { try { return sessionStorage.getItem(name) || ""; } catch { return ""; } },
  };

  const fill = (said, values) => said.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
  const lasted = (seconds) => {
    if (seconds < 60) return Math.max(Math.floor(seconds), 0) + " s";
    if (seconds < 3600) return Math.floor(seconds / 60) + " min";
    if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + Math.floor(seconds % 3600 / 60) + " min";
    return Math.floor(seconds / 86400) + " d " + Math.floor(seconds % 86400 / 3600) + " h";
  };
  return { banner, call, live, drafts, fill, newId, lasted };
})();
