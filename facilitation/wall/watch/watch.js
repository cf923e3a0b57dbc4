// The wall's watch, in a frame beside it: full screen by button and key, and a wall that comes back by itself.
(() => {
  "use strict";
  const frame = window;
  const wall = window.parent;
  const page = wall.document;
  const tell = (type, more) => wall.postMessage({ isStreamlitMessage: true, type, ...more }, "*");
  tell("streamlit:componentReady", { apiVersion: 1 });
  tell("streamlit:setFrameHeight", { height: 0 });

  // Only the newest watch acts: Streamlit may load this frame again.
  const mine = (wall.wallWatch = (wall.wallWatch || 0) + 1);
  const current = () => wall.wallWatch === mine;

  // ---- full screen
  const toggle = () => {
    const done = page.fullscreenElement ? page.exitFullscreen() : page.documentElement.requestFullscreen();
    if (done) done.catch(() => {});
  };
  const pressed = event => {
    if (!current() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "f" || event.key === "F") {
      event.preventDefault();
      toggle();
    }
  };
  page.addEventListener("keydown", pressed);
  frame.addEventListener("keydown", pressed); // should the keyboard be in this frame, the key works too
  frame.frameElement.tabIndex = -1; // there is nothing in it to come to
  page.addEventListener("click", event => {
    if (current() && event.target.closest && event.target.closest(".full-screen")) toggle();
  });
  let resting;
  const moved = () => {
    if (!current()) return;
    page.body.classList.add("wall-moved");
    frame.clearTimeout(resting);
    resting = frame.setTimeout(() => page.body.classList.remove("wall-moved"), 3000);
  };
  page.addEventListener("pointermove", moved);
  page.addEventListener("focusin", moved);
  moved();

  // ---- a connection that is lost: say so, and load the page anew once the server answers
  const LATE = 6000; // ms without a beat: the wall says so
  const PATIENCE = 8000; // ms that Streamlit has to come back by itself once the server answers
  let beat = "";
  let beaten = Date.now();
  let answered = 0;
  let asking = false;
  const go = address => {
    // This frame may not send its window anywhere: a link of the window's own page may.
    const way = page.createElement("a");
    way.href = address;
    way.hidden = true;
    page.body.append(way);
    way.click();
    way.remove();
  };
  const lost = on => page.querySelectorAll(".wall-controls .lost").forEach(each => (each.hidden = !on));
  const ask = async () => {
    asking = true;
    try {
      const answer = await frame.fetch("/facilitate/_stcore/health", { cache: "no-store", redirect: "manual" });
      if (answer.status === 401 || answer.status === 403) go("/facilitate/wall-in?over");
      else if (!answer.ok) answered = 0;
      else if (!answered) answered = Date.now();
      else if (Date.now() - answered > PATIENCE) go(wall.location.href);
    } catch (e) {
      answered = 0; // never load a page that nobody would answer
    }
    asking = false;
  };
  frame.setInterval(() => {
    if (!current()) return;
    const found = page.querySelector(".wall-beat");
    const now = found ? found.id : "";
    if (now && now !== beat) {
      beat = now;
      beaten = Date.now();
      answered = 0;
      lost(false);
    } else if (Date.now() - beaten > LATE) {
      lost(true);
      if (!asking) ask();
    }
  }, 1000);
})();
