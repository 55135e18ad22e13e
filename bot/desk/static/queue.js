/* The queue, live: rows come and go without a reload, waiting times tick, and whoever wants to is
   called by a sound or by the browser when somebody new waits. */
(function () {
  "use strict";
  const lists = document.getElementById("lists");
  const ahead = Number(lists.dataset.now) - Date.now() / 1000; // their clock beside ours
  const [sound, alerts] = ["sound", "alerts"].map((id) => document.getElementById(id));
  let known = null, player = null;

  function tick() {
    const now = Date.now() / 1000 + ahead;
    for (const cell of lists.querySelectorAll(".waited")) {
      const text = window.Desk.lasted(now - Number(cell.dataset.since));
      if (cell.textContent !== text) cell.textContent = text;
    }
  }

  /* The row and the control that have the focus keep it, wherever the row is now. */
  function show(html) {
    const at = document.activeElement;
    const row = lists.contains(at) ? at.closest("tr") : null;
    const id = row && row.dataset.item, name = row && at.tagName;
    lists.innerHTML = html;
    if (!row) return;
    const again = lists.querySelector(`tr[data-item="${id}"] ${name}`);
    (again || document.getElementById("next") || document.getElementById("main")).focus();
  }

  /* Two short notes, made here: no file to load, and none before somebody has asked for it. */
  function ring() {
    if (!player) return;
    [660, 880].forEach((pitch, at) => {
      const [note, volume] = [player.createOscillator(), player.createGain()];
      const start = player.currentTime + at * 0.18;
      note.frequency.value = pitch;
      volume.gain.setValueAtTime(0.12, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.16);
      note.connect(volume).connect(player.destination);
      note.start(start);
      note.stop(start + 0.17);
    });
    lists.dataset.rang = Number(lists.dataset.rang || 0) + 1;
  }

  function callFor(fresh) {
    if (sound.checked) ring();
    if (!alerts.checked || !("Notification" in window) || Notification.permission !== "granted") return;
    for (const one of fresh) {
      const text = window.Desk.fill(lists.dataset.new, one);
      new Notification(document.title, { body: text, tag: "item-" + one.id });
    }
  }

  function heard(news) {
    if (news.html !== undefined) { show(news.html); tick(); }
    if (news.count !== undefined) {
      document.title = (news.count ? "(" + news.count + ") " : "") + lists.dataset.title;
    }
    if (!news.waiting) return;
    const fresh = known ? news.waiting.filter((one) => !known.has(one.id)) : [];
    known = new Set(news.waiting.map((one) => one.id));
    if (fresh.length) callFor(fresh);
  }

  sound.addEventListener("change", () => {
    if (!sound.checked || !window.AudioContext) return;
    player = player || new AudioContext();
    player.resume().then(ring);
  });
  alerts.addEventListener("change", async () => {
    if (!alerts.checked) return;
    const allowed = "Notification" in window && await Notification.requestPermission() === "granted";
    alerts.checked = allowed;
  });
  document.querySelector(".calls").hidden = false;
  window.setInterval(tick, 1000);
  window.Desk.live("", 0, heard, true);
})();
