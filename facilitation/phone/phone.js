// The phone's script: the instant tap, the queue that outlives the network, the live step.
// ES2017, no storage or secure context taken for granted; the page works without it.
(() => {
  "use strict";
  const body = document.body;
  const code = body.dataset.code;
  if (!code) return;

  const words = JSON.parse(body.dataset.words);
  const home = "/" + code;
  const status = document.getElementById("status");
  const main = document.getElementById("main");
  let state = JSON.parse(body.dataset.state);
  let offset = state.now - Date.now();
  let card = null;

  // ---- what this phone keeps
  const memory = {};
  const shelf = "trendipakka." + code + "." + body.dataset.seat + ".";
  let keeps = true;
  const keep = (name, value) => {
    memory[name] = value;
    try {
      localStorage.setItem(shelf + name, value);
    } catch (e) {
      keeps = false;
    }
  };
  const kept = name => {
    try {
      const value = localStorage.getItem(shelf + name);
      if (value !== null || keeps) return value || "";
    } catch (e) {
      keeps = false;
    }
    return memory[name] || "";
  };
  const queue = () => JSON.parse(kept("queue") || "[]");
  const nextTap = () => {
    const tap = Math.max(state.tap || 0, Number(kept("tap")) || 0) + 1;
    keep("tap", String(tap));
    return tap;
  };

  const tell = (text, bad) => {
    if (status.textContent !== text) status.textContent = text;
    status.className = bad ? "bad" : "";
  };
  const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (all, name) => facts[name]);
  const all = (selector, within) => Array.prototype.slice.call((within || document).querySelectorAll(selector));
  const step = () => document.getElementById("step");

  // ---- asking: with an end, because a half-open connection would hang for minutes
  const PATIENCE = 8000;
  const open = [];
  const ask = async (path, wish) => {
    const asking = { since: Date.now(), stop: window.AbortController ? new AbortController() : { abort() {} } };
    const timer = setTimeout(() => asking.stop.abort(), PATIENCE);
    open.push(asking);
    try {
      const own = { credentials: "same-origin", signal: asking.stop.signal };
      const answer = await fetch(home + path, Object.assign(own, wish));
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    } finally {
      clearTimeout(timer);
      open.splice(open.indexOf(asking), 1);
    }
  };
  // A login page of the wifi answers 200 too; only our own JSON counts as an answer.
  const told = async (path, wish) => {
    const answer = await ask(path, Object.assign({ headers: { Accept: "application/json" } }, wish));
    if ((answer.headers.get("Content-Type") || "").indexOf("application/json") !== 0) throw new Error("not ours");
    const said = JSON.parse(answer.text);
    if (said.error && (answer.status >= 500 || answer.status === 429 || answer.status === 408)) {
      const later = new Error(answer.status === 507 ? said.error.message : words.waiting);
      later.seconds = Number(answer.headers.get("Retry-After")) || 2;
      throw later;
    }
    return { said, status: answer.status };
  };

  // ---- sending: in order, once each, until the server has said that it is saved
  let sending = false;
  let held = false;
  let waits = 0;
  let retry = 0;

  const push = (path, fields, key) => {
    fields.tap = nextTap();
    const items = queue().filter((item, n) => item.key !== key || (sending && n === 0));
    items.push({ path, fields, key });
    keep("queue", JSON.stringify(items));
    tell(words.waiting);
    paint();
    flush();
  };

  const post = async item => {
    const { said } = await told(item.path, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(item.fields).toString()
    });
    if (said.saved !== true && !said.error) throw new Error("not ours");
    // Taken back already, by a request whose answer was lost.
    if (said.error && said.error.code === "no_such_note") return {};
    return said;
  };

  const flush = async () => {
    if (sending || held) return;
    sending = true;
    clearTimeout(retry);
    let refused = "";
    try {
      for (let items = queue(); items.length; items = queue()) {
        const item = items[0];
        const said = await post(item);
        waits = 0;
        keep("queue", JSON.stringify(queue().filter(other => other.fields.tap !== item.fields.tap)));
        if (said.error) refused = said.error.message;
        else if (item.path === "/ratings") state.mine[item.fields.card] = item.fields.stance;
        newest = ++asked;
        if (said.error || item.path !== "/ratings" || !keeps) await sync();
        else paint();
      }
      if (!refused) tell(keeps ? words.saved + " ✓" : words.lost, !keeps);
      else tell(refused, true);
    } catch (e) {
      tell(e.seconds ? e.message : words.offline, true);
      waits = Math.min(waits + 1, 4);
      held = e.seconds > 0;
      const pause = held ? (e.seconds + Math.random()) * 1000 : Math.min(250 * Math.pow(2, waits), 2500) * (0.5 + Math.random() / 2);
      retry = setTimeout(() => { held = false; flush(); }, pause);
    }
    sending = false;
  };
  // The network is back: what hangs on the old one is asked anew.
  const hurry = () => {
    waits = 0;
    open.filter(asking => Date.now() - asking.since > 2000).forEach(asking => asking.stop.abort());
    if (queue().length) flush();
  };

  // ---- the whole state anew
  let asked = 0;
  let newest = 0;
  const sync = async () => {
    const number = ++asked;
    const { said, status } = await told("/state");
    if (status === 401 || status === 404) {
      location.reload();
      throw new Error("away");
    }
    if (said.error || !said.mine) throw new Error("not ours");
    if (number < newest) return sync();
    newest = number;
    state = said;
    offset = state.now - Date.now();
    paint();
    return state;
  };

  const turn = async () => {
    const { text } = await ask("?all=1");
    if (text.indexOf('data-code="' + code + '"') < 0) throw new Error("not ours");
    show(text);
  };

  // ---- painting what the server cannot know of this phone
  const paint = () => {
    const here = step();
    const waiting = queue();
    const mine = Object.assign({}, state.mine);
    const marks = {};
    waiting.forEach(item => {
      if (item.path === "/ratings" && Number(item.fields.round) === state.round) mine[item.fields.card] = item.fields.stance;
      if (item.path === "/marks") marks[item.fields.mark + item.fields.card] = Number(item.fields.on);
    });
    all("[data-card]", here).forEach(section => {
      const id = section.dataset.card;
      all(".stance", section).forEach(button => {
        button.setAttribute("aria-pressed", String(mine[id] === button.value));
        const due = waiting.some(item => item.fields.card === id && item.fields.stance === button.value);
        if (due) button.setAttribute("data-waiting", "");
        else button.removeAttribute("data-waiting");
      });
      all(".mark", section).forEach(button => {
        const mark = button.dataset.mark;
        const set = (state.marks[mark] || []).indexOf(id) >= 0;
        const on = mark + id in marks ? marks[mark + id] === 1 : set;
        button.setAttribute("aria-pressed", String(on));
        button.form.elements.on.value = on ? "0" : "1";
      });
    });
    all("[data-own]", here).forEach(line => {
      const stance = state.mine[line.dataset.own];
      line.hidden = !stance;
      if (stance) line.querySelector("b").textContent = words.stances[stance];
    });
    notes(waiting);
    page();
  };

  const notes = waiting => {
    const box = document.getElementById("notes");
    const unsent = waiting.filter(item => item.path === "/notes").map(item => item.fields);
    const list = box.querySelector("ul");
    while (list.firstChild) list.removeChild(list.firstChild);
    state.notes.concat(unsent).forEach(note => {
      const line = list.appendChild(document.createElement("li"));
      line.appendChild(document.createElement("b")).textContent = words.kinds[note.kind] + " ";
      const text = line.appendChild(document.createElement("span"));
      text.dir = "auto";
      text.textContent = note.text;
      if (!note.id) {
        line.appendChild(document.createTextNode(" (" + words.waiting + ")"));
      } else if (!state.closed) {
        const back = line.appendChild(document.createElement("button"));
        back.type = "button";
        back.textContent = words.back;
        back.dataset.withdraw = note.id;
      }
    });
    box.hidden = !list.firstChild;
  };

  // ---- one card at a time
  const sections = () => all(".card[data-card]", step());
  const page = () => {
    const cards = sections();
    const pager = step().querySelector(".pager");
    if (!pager) return;
    let at = cards.map(section => section.dataset.card).indexOf(card);
    if (at < 0) at = 0;
    cards.forEach((section, n) => { section.hidden = n !== at; });
    card = cards.length ? cards[at].dataset.card : null;
    pager.hidden = cards.length < 2;
    const buttons = all("button", pager);
    buttons[0].disabled = at === 0;
    buttons[1].disabled = at >= cards.length - 1;
    const place = step().querySelector("[data-place]");
    if (place) place.textContent = filled(words.of, { n: at + 1, of: cards.length });
    const form = step().querySelector("form.note");
    if (form && !form.elements.text.value) form.elements.card.value = card;
  };

  const show = markup => {
    const fresh = new DOMParser().parseFromString(markup, "text/html").getElementById("step");
    const old = step();
    if (!fresh) return;
    const moved = fresh.dataset.kind !== old.dataset.kind;
    const inside = old.contains(document.activeElement) && document.activeElement !== document.body;
    old.parentNode.replaceChild(document.importNode(fresh, true), old);
    drafts();
    paint();
    announced = 99999;
    if (moved) {
      tell(words.moved);
      window.scrollTo(0, 0);
      if (inside) main.focus();
    }
  };

  const drafts = () => {
    const form = step().querySelector("form.note");
    const draft = kept("draft");
    if (!form || !draft) return;
    const fields = JSON.parse(draft);
    form.elements.text.value = fields.text;
    form.elements.card.value = fields.card;
    if (form.elements.card.selectedIndex < 0) form.elements.card.value = "";
    form.parentNode.open = true;
  };

  // ---- the clock, by the server's time
  let announced = 99999;
  const tick = () => {
    const here = step();
    const clock = here.querySelector("[data-clock]");
    if (!clock || !here.dataset.ends) return;
    const left = Math.max(0, Math.ceil((Number(here.dataset.ends) - Date.now() - offset) / 1000));
    clock.hidden = false;
    clock.textContent = Math.floor(left / 60) + ":" + ("0" + (left % 60)).slice(-2);
    const due = [300, 60, 30, 10, 0].filter(at => left <= at && announced > at).pop();
    if (due === undefined) return;
    const first = announced === 99999 && left < due - 1;
    announced = due;
    if (first) return;
    tell(due === 0 ? words.over : due === 300 ? filled(words.minutes, { n: 5 }) : due === 60 ? words.minute : filled(words.seconds, { n: due }));
  };
  setInterval(tick, 500);

  // ---- live
  let source = null;
  let heard = 0;
  let spoke = false;
  let losses = 0;
  let polling = 0;
  let again = 0;
  let behind = false;

  const alive = () => {
    heard = Date.now();
    spoke = true;
    losses = 0;
    clearInterval(polling);
    polling = 0;
    if (behind) recover();
  };
  let recovering = false;
  const recover = () => {
    behind = true;
    if (recovering) return;
    recovering = true;
    sync().then(fresh => {
      if (String(fresh.version) !== step().dataset.step) return turn();
    }).then(() => {
      behind = false;
      hurry();
    }).catch(() => {}).then(() => { recovering = false; });
  };
  const listen = () => {
    clearTimeout(again);
    again = 0;
    if (source) source.close();
    if (!window.EventSource) {
      polling = polling || setInterval(recover, 3000);
      return;
    }
    heard = Date.now();
    spoke = false;
    source = new EventSource(home + "/live?step=" + step().dataset.step);
    source.onopen = () => {
      if (losses) recover();
    };
    source.addEventListener("step", event => {
      alive();
      show(event.data);
      sync().catch(() => { behind = true; });
    });
    source.addEventListener("count", event => {
      alive();
      const count = JSON.parse(event.data);
      offset = count.now - Date.now();
      if (JSON.stringify(count.marks) !== JSON.stringify(state.marks)) {
        state.marks = count.marks;
        paint();
      }
    });
    source.addEventListener("bye", () => {
      alive();
      // One tab too many: those that nobody looks at wait until somebody does.
      if (document.visibilityState === "hidden") quiet();
      else lost();
    });
    source.onerror = lost;
  };
  const quiet = () => {
    if (source) source.close();
    source = null;
  };
  const lost = () => {
    quiet();
    if (again) return;
    losses += 1;
    if (losses > 1 && !polling) polling = setInterval(recover, 3000);
    again = setTimeout(listen, 500 + Math.random() * 3500 + Math.min(losses - 1, 5) * 1000);
  };
  // The server gives a sign of life every 15 s, and at once on a new stream.
  setInterval(() => {
    if (source && Date.now() - heard > (spoke ? 20000 : 10000)) lost();
  }, 1000);
  const wake = event => {
    if (document.visibilityState === "hidden") return;
    if (!source || event.type === "online" || Date.now() - heard > 20000) listen();
    recover();
  };
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", event => { if (event.persisted) wake(event); });
  window.addEventListener("storage", event => {
    if (event.key !== shelf + "queue") return;
    paint();
    sync().catch(() => { behind = true; });
  });

  // ---- what a person does
  document.addEventListener("click", event => {
    const button = event.target.closest ? event.target.closest("button") : null;
    if (!button) return;
    if (button.dataset.go) {
      const cards = sections();
      const at = cards.map(section => section.hidden).indexOf(false) + Number(button.dataset.go);
      card = cards[Math.max(0, Math.min(cards.length - 1, at))].dataset.card;
      page();
      const heading = step().querySelector('[data-card="' + card + '"] h2');
      heading.tabIndex = -1;
      heading.focus();
      return;
    }
    if (button.dataset.withdraw) {
      push("/notes/" + button.dataset.withdraw + "/withdraw", {}, "withdraw" + button.dataset.withdraw);
      button.disabled = true;
      return;
    }
    const form = button.form;
    if (!form) return;
    const fields = form.elements;
    if (button.classList.contains("stance")) {
      event.preventDefault();
      const wish = { card: fields.card.value, round: fields.round.value, stance: button.value };
      push("/ratings", wish, "rating" + wish.round + wish.card);
    } else if (button.classList.contains("mark")) {
      event.preventDefault();
      const wish = { card: fields.card.value, mark: fields.mark.value, on: fields.on.value };
      push("/marks", wish, "mark" + wish.mark + wish.card);
    }
  });
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!form.classList.contains("note")) return;
    event.preventDefault();
    const fields = form.elements;
    const text = fields.text.value.trim();
    if (!text) return;
    const kind = all("input[name=kind]", form).filter(input => input.checked)[0].value;
    push("/notes", { card: fields.card.value, kind, text }, "note" + Date.now());
    fields.text.value = "";
    keep("draft", "");
  });
  document.addEventListener("input", event => {
    const form = event.target.form;
    if (!form || !form.classList.contains("note")) return;
    const text = form.elements.text.value;
    keep("draft", text ? JSON.stringify({ text, card: form.elements.card.value }) : "");
  });

  drafts();
  paint();
  tick();
  listen();
  if (queue().length) flush();
})();
// The link that opens the desk or a wall carries its token after #, where no log sees it.
(() => {
  "use strict";
  if (!("entrance" in document.body.dataset) || location.hash.length < 2) return;
  const form = document.querySelector("form[method=post]");
  form.elements.token.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  form.submit();
})();
