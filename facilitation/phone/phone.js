// The phone's script: the instant tap, the queue that outlives the network, the live step.
// ES2017, no storage or secure context taken for granted; the page works without it.
(() => {
  "use strict";
  const body = document.body;
  const code = body.dataset.code;
  if (!code) return;

  const words = JSON.parse(body.dataset.words);
  const home = "/" + code;
  const seat = body.dataset.seat;
  const status = document.getElementById("status");
  const main = document.getElementById("main");
  let state = JSON.parse(body.dataset.state);
  let offset = state.now - Date.now();
  let card = null;

  // ---- what this phone keeps: one queue for all who use it, taps and drafts for each
  const memory = {};
  const shelf = "trendipakka." + code + ".";
  let keeps = true;
  // What storage does not take, because it is full or blocked, stays with the page.
  const keep = (name, value) => {
    try {
      localStorage.setItem(shelf + name, value);
      delete memory[name];
      keeps = true;
    } catch (e) {
      memory[name] = value;
      keeps = false;
    }
  };
  const kept = name => {
    if (name in memory) return memory[name];
    try {
      return localStorage.getItem(shelf + name) || "";
    } catch (e) {
      return "";
    }
  };
  const queue = () => JSON.parse(kept("queue") || "[]");
  const nextTap = () => {
    const tap = Math.max(state.tap || 0, Number(kept(seat + "tap")) || 0) + 1;
    keep(seat + "tap", String(tap));
    return tap;
  };

  let standing = ["", false];
  const tell = (text, bad) => {
    standing = [text, bad];
    if (status.textContent !== text) status.textContent = text;
    status.className = bad ? "bad" : "";
  };
  // Says that something waits; on a phone that keeps no copy, that its page must stay open.
  const wait = (text, bad) => tell(keeps ? text : words.lost, bad || !keeps);
  // Says something in passing; what was said before, as that an answer waits, comes back.
  const announce = text => {
    status.textContent = text;
    setTimeout(() => { if (status.textContent === text) tell(standing[0], standing[1]); }, 4000);
  };
  const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (all, name) => facts[name]);
  const all = (selector, within) => Array.prototype.slice.call((within || document).querySelectorAll(selector));
  const step = () => document.getElementById("step");

  // ---- asking: with an end, because a half-open connection would hang for minutes
  const PATIENCE = 8000;
  const open = [];
  const ask = async (path, wish, at) => {
    const asking = { since: Date.now(), stop: window.AbortController ? new AbortController() : { abort() {} } };
    const timer = setTimeout(() => asking.stop.abort(), PATIENCE);
    open.push(asking);
    try {
      const own = { credentials: "same-origin", signal: asking.stop.signal };
      const answer = await fetch((at || home) + path, Object.assign(own, wish));
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    } finally {
      clearTimeout(timer);
      open.splice(open.indexOf(asking), 1);
    }
  };
  // A login page of the wifi answers 200 too; only our own JSON counts as an answer.
  const told = async (path, wish, at) => {
    const answer = await ask(path, Object.assign({ headers: { Accept: "application/json" } }, wish), at);
    if ((answer.headers.get("Content-Type") || "").indexOf("application/json") !== 0) throw new Error("not ours");
    const said = JSON.parse(answer.text);
    const paused = said.error && said.error.code === "session_paused";
    if (said.error && (paused || answer.status >= 500 || answer.status === 429 || answer.status === 408)) {
      const later = new Error(paused || answer.status === 507 ? said.error.message : words.waiting);
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
  let refused = "";

  // What has the same key takes the place of what still waits.
  const push = (path, fields, key) => {
    fields.tap = nextTap();
    fields.seat = seat;
    key = key && seat + key;
    const items = queue().filter((item, n) => !key || item.key !== key || (sending && n === 0));
    items.push({ path, fields, key });
    keep("queue", JSON.stringify(items));
    wait(words.waiting);
    paint();
    flush();
  };

  const post = async (item, at) => {
    const { said } = await told(item.path, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(item.fields)
    }, at);
    if (said.saved !== true && !said.error) throw new Error("not ours");
    // Taken back already, by a request whose answer was lost.
    if (said.error && said.error.code === "no_such_note" && /withdraw$/.test(item.path)) return {};
    return said;
  };

  // Words that were refused go back to where they were written, unless others are being written there.
  const giveBack = ({ path, fields }) => {
    const note = /^\/notes(\/(\w+)\/edit)?$/.exec(path);
    const place = fields.seat + (note ? "draft" : "last");
    if (kept(place) || !(note || path === "/checkout")) return;
    if (note) fields.note = note[2];
    keep(place, JSON.stringify(fields));
    if (fields.seat === seat) drafts();
  };

  const without = (sent, items) => JSON.stringify(
    items.filter(item => item.fields.tap !== sent.fields.tap || item.fields.seat !== sent.fields.seat)
  );

  const flush = async () => {
    if (sending || held) return;
    sending = true;
    clearTimeout(retry);
    try {
      for (let items = queue(); items.length; items = queue()) {
        const item = items[0];
        const said = await post(item);
        waits = 0;
        keep("queue", without(item, queue()));
        if (said.error) {
          refused = said.error.message;
          giveBack(item);
        } else if (item.path === "/ratings" && item.fields.seat === seat) state.mine[item.fields.card] = item.fields.stance;
        newest = ++asked;
        if (said.error || item.path !== "/ratings") await sync();
        else paint();
      }
      tell(refused || words.saved + " ✓", refused);
      refused = "";
    } catch (e) {
      wait(e.seconds ? e.message : words.offline, true);
      waits = Math.min(waits + 1, 4);
      held = e.seconds > 0;
      const pause = held ? (e.seconds + Math.random()) * 1000 : Math.min(250 * Math.pow(2, waits), 2500) * (0.5 + Math.random() / 2);
      retry = setTimeout(() => { held = false; flush(); }, pause);
    }
    sending = false;
  };
  // What still waits from another session on this phone is sent from here.
  const elsewhere = async () => {
    for (const name of Object.keys(localStorage)) {
      const at = /^trendipakka\.(\w+)\.queue$/.exec(name);
      if (!at || at[1] === code) continue;
      for (const item of JSON.parse(localStorage[name])) {
        await post(item, "/" + at[1]);
        localStorage.setItem(name, without(item, JSON.parse(localStorage[name])));
      }
    }
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
    const { said, status } = await told("/state?seat=" + seat);
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
    const { text } = await ask("?all=1&seat=" + seat);
    if (text.indexOf('data-code="' + code + '"') < 0) throw new Error("not ours");
    show(text);
  };

  // ---- painting what the server cannot know of this phone
  const paint = () => {
    const here = step();
    const waiting = queue().filter(item => item.fields.seat === seat);
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
      all("[data-mark]", section).forEach(button => {
        const mark = button.dataset.mark;
        const set = (state.marks[mark] || []).indexOf(id) >= 0;
        const on = mark + id in marks ? marks[mark + id] === 1 : set;
        button.setAttribute("aria-pressed", String(on));
        button.form.elements.on.value = on ? "0" : "1";
      });
    });
    all("[data-on]", here).forEach(button => {
      const form = button.form;
      const path = form.getAttribute("action").slice(home.length);
      const sent = waiting.filter(item => item.path === path).pop();
      const on = sent ? sent.fields.on === "1" : (state.on || []).indexOf(button.dataset.on) >= 0;
      button.setAttribute("aria-pressed", String(on));
      form.elements.on.value = on ? "0" : "1";
      form.hidden = state.notes.some(note => note.id === button.dataset.on);
    });
    all("[data-sector]", here).forEach(name => { name.hidden = name.dataset.sector !== state.sector; });
    fill("own", state.mine, words.stances);
    fill("before", state.before || {}, words.stances);
    answers(mine);
    weigh(waiting);
    last(waiting);
    notes(waiting);
    page();
  };

  // Lines that tell a fact of this phone, as one's own answer to a card; without it they are hidden.
  const fill = (name, facts, named) => all("[data-" + name + "]", step()).forEach(line => {
    const fact = facts[line.dataset[name]];
    line.hidden = !fact;
    line.querySelector("b").textContent = named && fact ? named[fact] : fact;
  });

  const add = (parent, name, text) => {
    const made = parent.appendChild(document.createElement(name));
    made.textContent = text;
    if (name === "button") made.type = "button";
    return made;
  };

  const answers = mine => {
    const box = step().querySelector(".answers");
    if (!box) return;
    const list = box.querySelector("ol");
    sections().forEach((section, n) => {
      const title = section.querySelector("h2");
      const stance = words.stances[mine[section.dataset.card]] || words.none;
      if (!list.children[n]) {
        const button = add(add(list, "li", ""), "button", "");
        button.dataset.show = section.dataset.card;
        add(button, "span", title.textContent).lang = (title.querySelector("[lang]") || document.documentElement).lang;
        add(button, "b", "");
      }
      list.children[n].querySelector("b").textContent = " " + stance;
    });
    box.hidden = !list.firstChild;
  };

  const sum = points => Object.keys(points).reduce((all, id) => all + points[id], 0);
  const weigh = waiting => {
    if (!state.points) return;
    const points = Object.assign({}, state.points);
    waiting.filter(item => item.path === "/priorities").forEach(item => { points[item.fields.card] = Number(item.fields.points); });
    const left = state.points_left + sum(state.points) - sum(points);
    const told = step().querySelector("[data-left]");
    if (told) told.textContent = filled(words.left, { n: left });
    all(".weigh li", step()).forEach(row => {
      const own = points[row.dataset.card] || 0;
      const buttons = all("button", row);
      row.querySelector("b").textContent = own;
      buttons[0].value = Math.max(own - 1, 0);
      buttons[1].value = own + 1;
      buttons[0].setAttribute("aria-disabled", String(own < 1));
      buttons[1].setAttribute("aria-disabled", String(left < 1));
    });
    fill("given", points);
  };

  // The last words as they were sent, unless others are being written.
  const last = waiting => {
    const form = step().querySelector("form.last");
    const draft = kept(seat + "last");
    if (!form || form.contains(document.activeElement)) return;
    const sent = waiting.filter(item => item.path === "/checkout").map(item => item.fields).pop();
    const said = draft ? JSON.parse(draft) : sent || state.checkout || {};
    const fields = form.elements;
    fields.thought.value = said.thought || "";
    fields.next_time.value = said.next_time || "";
    all("[name=grade]", form).forEach(input => { input.checked = input.value === String(said.grade); });
  };
  const lastWords = form => {
    const grade = all("[name=grade]", form).filter(input => input.checked)[0];
    return { thought: form.elements.thought.value, next_time: form.elements.next_time.value, grade: grade ? grade.value : 0 };
  };

  let listed = "";
  const notes = waiting => {
    const box = document.getElementById("notes");
    if (!box) return;
    const unsent = waiting.filter(item => item.path === "/notes").map(item => item.fields);
    const rows = state.notes.map(note => {
      const changed = waiting.filter(item => item.path === "/notes/" + note.id + "/edit").map(item => item.fields).pop();
      return changed ? Object.assign({}, note, { kind: changed.kind, text: changed.text, status: "" }) : note;
    }).concat(unsent);
    const list = box.querySelector("ul");
    const now = JSON.stringify([rows, state.closed]);
    if (now === listed && list === box.shown) return;
    listed = now;
    box.shown = list;
    while (list.firstChild) list.removeChild(list.firstChild);
    rows.forEach(note => {
      const line = add(list, "li", "");
      add(line, "b", words.kinds[note.kind] + " ");
      add(line, "span", note.text).dir = "auto";
      add(line, "small", " " + (words.statuses[note.status] || words.waiting));
      if (!note.id || state.closed) return;
      if (noteForm()) add(line, "button", words.edit).dataset.edit = note.id;
      add(line, "button", words.back).dataset.withdraw = note.id;
    });
    box.hidden = !rows.length;
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
    if (form && !form.elements.text.value && card) form.elements.card.value = card;
  };

  const show = markup => {
    const fresh = new DOMParser().parseFromString(markup, "text/html").getElementById("step");
    const old = step();
    if (!fresh) return;
    const round = Number(fresh.dataset.round || state.round);
    if (round !== state.round) {
      state.round = round;
      state.before = Object.assign({}, state.before, state.mine);
      state.mine = {};
    }
    const moved = fresh.dataset.kind !== old.dataset.kind;
    const inside = old.contains(document.activeElement) && document.activeElement !== document.body;
    // A card that was turned over since: the phone shows it.
    const known = sections().map(section => section.dataset.card);
    const back = !moved && keepPlace(old);
    old.parentNode.replaceChild(document.importNode(fresh, true), old);
    document.getElementById("table").textContent = fresh.dataset.table || "";
    const drawn = moved || !known.length ? [] : sections().filter(section => known.indexOf(section.dataset.card) < 0);
    if (drawn.length === 1) {
      card = drawn[0].dataset.card;
      drawn[0].classList.add("drawn");
    }
    drafts();
    paint();
    if (back) back();
    announced = 99999;
    unheard = true;
    if (!("paused" in fresh.dataset)) {
      held = false;
      hurry();
    }
    if (drawn.length === 1 && document.activeElement.tagName !== "TEXTAREA") window.scrollTo(0, 0);
    if (moved) {
      (queue().length ? announce : tell)(words.moved);
      // Scrolled last: with the focus the page goes down to where the status covers the first line.
      if (inside) main.focus();
      window.scrollTo(0, 0);
    }
  };

  // What a person had open, and where they were writing, in markup that is replaced by newer.
  const keepPlace = old => {
    const here = document.activeElement;
    const selector = "details,input:not([type=hidden]),select,textarea,button";
    const at = old.contains(here) ? all(selector, old).indexOf(here) : -1;
    const open = all("details", old).map(details => details.open);
    const typed = at >= 0 && "selectionStart" in here ? [here.value, here.selectionStart] : null;
    return () => {
      const boxes = all("details", step());
      if (boxes.length === open.length) boxes.forEach((details, n) => { details.open = open[n]; });
      const fields = all(selector, step());
      const same = field => field && field.offsetParent && field.name === here.name && field.className === here.className;
      const there = at >= 0 && [fields[at]].concat(fields).filter(same)[0];
      if (!there) return;
      there.focus({ preventScroll: true });
      if (typed && there.value === typed[0]) there.setSelectionRange(typed[1], typed[1]);
    };
  };

  const noteForm = () => step().querySelector("form.note");
  const drafts = () => {
    const draft = kept(seat + "draft");
    if (noteForm() && draft) write(JSON.parse(draft));
  };
  // The form with these words in it: for a new note, or (with its id) for one that is written anew.
  const write = note => {
    const form = noteForm();
    const fields = form.elements;
    fields.text.value = note.text;
    fields.card.value = note.card;
    if (fields.card.selectedIndex < 0) fields.card.value = "";
    fields.note.value = note.note || "";
    all("[name=kind]", form).forEach(input => { if (note.kind) input.checked = input.value === note.kind; });
    const buttons = all("button", form);
    buttons[0].textContent = note.note ? words.save : words.send;
    buttons[1].hidden = !note.note;
    fields.card.parentNode.hidden = !!note.note;
    if (note.text) form.parentNode.open = true;
  };
  const noteOf = form => {
    const fields = form.elements;
    const kind = all("[name=kind]", form).filter(input => input.checked)[0].value;
    return { text: fields.text.value, card: fields.card.value, kind, note: fields.note.value };
  };
  const keepNote = note => keep(seat + "draft", note.text ? JSON.stringify(note) : "");

  // ---- the clock, by the server's time
  let announced = 99999;
  let unheard = true;
  const tick = () => {
    const here = step();
    const clock = here.querySelector("[data-clock]");
    if (!clock || !here.dataset.ends) return;
    const left = Math.max(0, Math.ceil((Number(here.dataset.ends) - Date.now() - offset) / 1000));
    const hushed = kept("hush") === "1";
    const hush = here.querySelector("[data-hush]");
    hush.hidden = false;
    hush.textContent = hushed ? words.clock : words.hush;
    clock.hidden = hushed;
    clock.textContent = Math.floor(left / 60) + ":" + ("0" + (left % 60)).slice(-2);
    const late = unheard;
    unheard = false;
    const due = [300, 60, 30, 10, 0].filter(at => left <= at && announced > at).pop();
    if (due === undefined) return;
    announced = due;
    if (late || (hushed && due > 0)) return;
    announce(due === 0 ? words.over : due === 300 ? filled(words.minutes, { n: 5 }) : due === 60 ? words.minute : filled(words.seconds, { n: due }));
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
  let screened = -1;
  let crowd = 0;
  let syncing = 0;

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
      const listed = all("#part li").length !== (fresh.listed || []).length;
      if (listed || String(fresh.version) !== step().dataset.step) return turn();
    }).then(() => {
      behind = false;
      if (standing[0] === words.offline) tell("");
      hurry();
    }).catch(() => {
      if (losses > 1 && standing[0] !== words.offline) wait(words.offline, true);
    }).then(() => { recovering = false; });
  };
  const listen = () => {
    clearTimeout(again);
    again = 0;
    if (source) source.close();
    if (!window.EventSource) {
      losses = 2;
      polling = polling || setInterval(recover, 3000);
      return;
    }
    heard = Date.now();
    spoke = false;
    source = new EventSource(home + "/live?step=" + step().dataset.step + "&seat=" + seat);
    source.onopen = () => {
      if (losses) recover();
    };
    source.addEventListener("step", event => {
      alive();
      show(event.data);
      // In a large room not everybody asks in the same moment.
      clearTimeout(syncing);
      syncing = setTimeout(() => sync().catch(() => { behind = true; }), Math.random() * Math.min(crowd * 2, 3000));
    });
    source.addEventListener("part", event => {
      alive();
      const box = document.getElementById("part");
      if (!box) return;
      const back = keepPlace(step());
      const fresh = new DOMParser().parseFromString(event.data, "text/html").body;
      box.textContent = "";
      while (fresh.firstChild) box.appendChild(fresh.firstChild);
      paint();
      back();
    });
    source.addEventListener("count", event => {
      alive();
      const count = JSON.parse(event.data);
      offset = count.now - Date.now();
      crowd = count.here;
      if (JSON.stringify(count.marks) !== JSON.stringify(state.marks)) {
        state.marks = count.marks;
        paint();
      }
      // A note went on the screen or off it: perhaps one of ours.
      if (screened >= 0 && count.screened !== screened && state.notes.length) setTimeout(() => sync().catch(() => {}), Math.random() * 2000);
      screened = count.screened;
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
    if (losses > 1 && !polling) {
      polling = setInterval(recover, 3000);
      recover();
    }
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
  // What the phone itself knows is not waited for; an open stream would not tell it for 20 s.
  window.addEventListener("offline", () => {
    losses = 1;
    lost();
  });
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
      turnTo(cards[Math.max(0, Math.min(cards.length - 1, at))].dataset.card);
      return;
    }
    if (button.dataset.show) return turnTo(button.dataset.show);
    if ("hush" in button.dataset) {
      keep("hush", kept("hush") === "1" ? "" : "1");
      return tick();
    }
    if ("cancel" in button.dataset) {
      write({ text: "", card });
      keepNote({});
      return;
    }
    if (button.dataset.edit) {
      const note = state.notes.filter(each => each.id === button.dataset.edit)[0];
      if (!noteForm() || !note) return;
      write({ text: note.text, card: note.card, kind: note.kind, note: note.id });
      keepNote(noteOf(noteForm()));
      noteForm().elements.text.focus();
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
    if (form.classList.contains("tap")) {
      event.preventDefault();
      const wish = {};
      all("input,select", form).forEach(field => { wish[field.name] = field.value; });
      if (button.name) wish[button.name] = button.value;
      const path = form.getAttribute("action").slice(home.length);
      push(path, wish, path + [wish.card, wish.round, wish.mark]);
    } else if (button.name === "points") {
      event.preventDefault();
      // In order, each by itself: a point taken back must arrive before it is given to another card.
      if (button.getAttribute("aria-disabled") !== "true") push("/priorities", { card: fields.card.value, points: button.value });
    }
  });
  const turnTo = id => {
    card = id;
    page();
    const heading = step().querySelector('[data-card="' + card + '"] h2');
    heading.tabIndex = -1;
    heading.focus();
  };
  document.addEventListener("submit", event => {
    const form = event.target;
    if (form.classList.contains("last")) {
      event.preventDefault();
      keep(seat + "last", "");
      push("/checkout", lastWords(form), "checkout");
    }
    if (!form.classList.contains("note")) return;
    event.preventDefault();
    const note = noteOf(form);
    const text = note.text.trim();
    if (!text) return;
    if (note.note) push("/notes/" + note.note + "/edit", { kind: note.kind, text }, "edit" + note.note);
    else push("/notes", { card: note.card, kind: note.kind, text });
    write({ text: "", card: note.card });
    keepNote({});
  });
  document.addEventListener("input", event => {
    const form = event.target.form;
    if (!form) return;
    if (form.classList.contains("note")) keepNote(noteOf(form));
    if (form.classList.contains("last")) keep(seat + "last", JSON.stringify(lastWords(form)));
  });

  keep("here", "1");
  if (!keeps) tell(words.lost, true);
  drafts();
  paint();
  tick();
  listen();
  if (queue().length) {
    wait(words.waiting);
    flush();
  }
  elsewhere().catch(() => {});
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
