// The desk's watch, in a frame beside it: a clicker's keys, a keyboard that keeps its place, and the way out when a
// link has ended.
(() => {
  "use strict";
  const frame = window;
  const desk = window.parent;
  const page = desk.document;
  const tell = (type, more) => desk.postMessage({ isStreamlitMessage: true, type, ...more }, "*");
  frame.addEventListener("message", event => {
    if (event.source !== desk || event.data.type !== "streamlit:render") return;
    const skip = page.querySelector('[data-testid="stSkipToContent"]'); // Streamlit's own words are in English
    if (skip) skip.textContent = event.data.args.skip;
  });
  tell("streamlit:componentReady", { apiVersion: 1 });
  tell("streamlit:setFrameHeight", { height: 0 });
  frame.frameElement.tabIndex = -1; // there is nothing in it to come to

  // Only the newest watch acts: Streamlit may load this frame again.
  const mine = (desk.deskWatch = (desk.deskWatch || 0) + 1);
  const current = () => desk.deskWatch === mine;

  // Places where each press puts another button: Next is a new one at each stage.
  const PLACES = ["next", "back", "undo", "pause", "phones", "ending", "rating"].map(name => ".st-key-" + name);
  // Streamlit keeps what it replaced in the page, unseen, until its run has ended.
  const buttonOf = place => page.querySelector(place + " :not([data-retained]) > .stButton button:not(:disabled)");
  const settling = button => button.getAnimations().some(each => each.animationName === "settle");

  // ---- the keys of a clicker, while the facilitator allows them and nothing is typed
  const PLACE_OF = { PageDown: PLACES[0], ArrowRight: PLACES[0], PageUp: PLACES[1], ArrowLeft: PLACES[1] };
  const TYPED = "textarea, select, [contenteditable=true], [role=combobox], [role=dialog], canvas, " +
    "input:not([type=radio], [type=checkbox], [type=button])";
  const CHOSEN = "input[type=radio], [role=radiogroup], [role=tablist], [role=slider]"; // where arrows have a meaning of their own
  const pressed = event => {
    if (!current()) return;
    const target = event.target && event.target.closest ? event.target : page.body;
    const button = target.closest("button");
    const enter = event.key === "Enter" || event.key === " ";
    if (enter && button && (event.repeat || settling(button)) && PLACES.some(each => button.closest(each))) {
      event.preventDefault(); // as for the pointer: the second press is not about what nobody has read
      return;
    }
    const place = PLACE_OF[event.key];
    if (!place || !page.querySelector(".clicker") || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return;
    if (target.closest(TYPED) || (event.key.startsWith("Arrow") && target.closest(CHOSEN))) return;
    event.preventDefault();
    const meant = buttonOf(place);
    if (meant && !event.repeat && !settling(meant)) meant.click();
  };
  page.addEventListener("keydown", pressed, true);
  frame.addEventListener("keydown", pressed, true); // should the keyboard be in this frame, the keys work too

  // ---- the keyboard stays where it was when the button under it is replaced
  let held = "";
  page.addEventListener("focusin", event => {
    held = PLACES.find(each => event.target.closest(each)) || "";
  });
  page.addEventListener("pointerdown", () => (held = ""), true);
  const keep = () => {
    const button = held && page.activeElement === page.body ? buttonOf(held) : null;
    if (button) button.focus({ preventScroll: true });
  };

  // ---- a connection that is lost: Streamlit comes back by itself, unless this browser may not come in any more;
  // then the page is loaded anew, and the gate leads to where that is said
  let asking = false;
  const go = address => {
    // This frame may not send its window anywhere: a link of the window's own page may.
    const way = page.createElement("a");
    way.href = address;
    page.body.append(way);
    way.click();
    way.remove();
  };
  const ask = async () => {
    asking = true;
    try {
      const answer = await frame.fetch("/facilitate/_stcore/health", { cache: "no-store", redirect: "manual" });
      if (answer.status === 401 || answer.status === 403) go(desk.location.href);
    } catch (e) {
      // nobody answers yet
    }
    asking = false;
  };
  const lost = () => {
    const app = page.querySelector("[data-test-connection-state]");
    return app && app.dataset.testConnectionState !== "CONNECTED";
  };
  frame.setInterval(() => current() && keep(), 200);
  frame.setInterval(() => current() && lost() && !asking && ask(), 2000);
})();
