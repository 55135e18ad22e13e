"use strict";
/* Fetches the wall again and puts the new one in the old one's place: the page does not jump, and
   what has the focus keeps it. Nothing is announced: a screen reader reads it when its user looks. */
(() => {
  const wall = document.getElementById("wall");
  const again = Number(wall.dataset.again) * 1000;

  async function renew() {
    if (document.visibilityState === "visible" && !wall.contains(document.activeElement)) {
      try {
        const answer = await fetch("/desk/wall", { headers: { Accept: "text/html" } });
        if (answer.redirected) { window.location.reload(); return; }
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("wall");
        if (answer.ok && fresh) { wall.replaceChildren(...fresh.childNodes); }
      } catch { /* the next time */ }
    }
    setTimeout(renew, again);
  }

  setTimeout(renew, again);
})();
