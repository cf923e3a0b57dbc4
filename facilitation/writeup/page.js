/* Makes the charts of a write-up live: Plotly is unpacked from this very page once a chart comes near. Whatever fails,
   the pictures and tables that stand in the page stay. */
(() => {
  "use strict";
  const told = JSON.parse(document.getElementById("chart-data").textContent);
  const place = document.getElementById("live-charts");
  const choices = document.getElementById("chart-choices");
  const order = document.getElementById("chart-order");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const phone = matchMedia("(max-width: 34rem)");

  async function unpacked(packed) {
    const bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }

  async function library() {
    const script = document.createElement("script");
    script.textContent = await unpacked(document.getElementById("plotly").textContent);
    document.head.append(script);
    script.remove();
    return window.Plotly;
  }

  const chosen = kind => [...choices.querySelectorAll(`input[name=${kind}]:checked`)].map(box => box.value);
  const picked = (list, places) => Array.isArray(list) ? places.map(n => list[n]) : list;
  const row = y => Math.round(-y) + 0;

  /* A figure with some of its rows in some order: `rows` and `columns` are their old numbers (null: all columns). */
  function arranged(figure, rows, columns, alone) {
    const down = new Map(rows.map((old, n) => [old, n]));
    const across = columns && new Map(columns.map((old, n) => [old, n]));
    const stays = (x, y) => down.has(row(y)) && (!across || across.has(Math.round(x)));
    const lower = y => y + row(y) - down.get(row(y));
    const aside = x => across ? x - Math.round(x) + across.get(Math.round(x)) : x;
    const gone = alone - rows.length;
    for (const trace of figure.data) {
      const middle = n => trace.base ? trace.base[n] + trace.x[n] / 2 : trace.x[n];
      const places = trace.y.map((_, n) => n).filter(n => stays(middle(n), trace.y[n]))
        .sort((one, other) => down.get(row(trace.y[one])) - down.get(row(trace.y[other])) || one - other);
      const moved = places.map(n => aside(middle(n)) - middle(n));
      for (const name of ["x", "y", "base", "width", "text", "hovertext"])
        if (name in trace) trace[name] = picked(trace[name], places);
      for (const name in trace.marker) trace.marker[name] = picked(trace.marker[name], places);
      trace.y = trace.y.map(lower);
      const start = trace.base ? "base" : "x";
      trace[start] = trace[start].map((x, n) => x + moved[n]);
    }
    const { layout } = figure, { yaxis, xaxis } = layout;
    for (const shape of layout.shapes || []) shape.y0 += gone;
    layout.annotations = (layout.annotations || []).filter(note => {
      const head = note.y > 0.5;
      if (head ? across && !across.has(note.x) : !down.has(row(note.y))) return false;
      if (head) note.x = aside(note.x);
      else note.y = lower(note.y);
      return true;
    });
    yaxis.ticktext = picked(yaxis.ticktext, rows);
    yaxis.tickvals = yaxis.ticktext.map((_, n) => -n);
    const [low, high] = yaxis.range, margins = layout.margin.t + layout.margin.b;
    yaxis.range = [low + gone, high];
    layout.height = margins + (layout.height - margins) * (high - low - gone) / (high - low);
    if (across) xaxis.range = [-0.5, columns.length - 0.5];
    return figure;
  }

  /* The map with some of its cards. */
  function mapped(figure, cards) {
    for (const trace of figure.data) {
      const places = trace.customdata.map((_, n) => n).filter(n => cards.has(trace.customdata[n]));
      for (const name of ["x", "y", "hovertext", "customdata"]) trace[name] = picked(trace[name], places);
      trace.marker &&= { ...trace.marker, size: picked(trace.marker.size, places) };
    }
    figure.layout.annotations = figure.layout.annotations.filter(note => !note.name || cards.has(note.name));
    return figure;
  }

  function figureOf(chart, cards, groups) {
    const figures = phone.matches ? chart.slim : chart.figures;
    const figure = structuredClone(figures[dark.matches ? "dark" : "light"]);
    if (!chart.cards.length) return mapped(figure, new Set(cards));
    const sorted = chart.sorted ? told.orders[order.value].cards : chart.cards;
    const rows = sorted.filter(card => cards.includes(card) && chart.cards.includes(card));
    const columns = chart.columns.length ? chart.columns.flatMap((group, n) => groups.includes(group) ? [n] : []) : null;
    return arranged(figure, rows.map(card => chart.cards.indexOf(card)), columns, chart.cards.length);
  }

  function wordsOf(chart, cards, groups) {
    const all = cards.length === told.cards.length && (!chart.columns.length || groups.length === told.groups.length);
    if (all) return chart.sorted ? told.orders[order.value].words : chart.words;
    const sorted = chart.sorted ? told.orders[order.value].cards.filter(card => cards.includes(card)) : cards;
    const sentences = chart.counted ? sorted.map(card => told.sentences[card]) : [];
    return [`${chart.title}.`, told.shown[cards.length], ...sentences].join(" ");
  }

  /* The rows of a table as the chart above it. */
  function tabulate(chart, section, cards, groups) {
    const body = section.querySelector("tbody");
    const rows = [...body.rows];
    for (const each of rows) {
      const { card, group } = each.dataset;
      each.hidden = told.cards.includes(card) && !cards.includes(card) || !!group && !groups.includes(group);
    }
    if (!chart.sorted) return;
    const places = new Map(told.orders[order.value].rows.map((card, n) => [card, n]));
    body.append(...rows.sort((one, other) => places.get(one.dataset.card) - places.get(other.dataset.card)));
  }

  async function draw(Plotly) {
    const cards = chosen("card"), groups = chosen("group");
    document.getElementById("chart-shown").textContent = told.shown[cards.length];
    for (const chart of told.charts) {
      const section = document.getElementById(`chart-${chart.name}`).parentElement;
      const picture = section.querySelector(".picture"), live = picture.querySelector(".live");
      const empty = !cards.length || chart.columns.length > 0 && !groups.length;
      tabulate(chart, section, cards, groups);
      picture.setAttribute("aria-label", wordsOf(chart, cards, groups));
      live.style.minWidth = `${phone.matches ? chart.slimWidth : chart.width}px`;
      live.hidden = false;
      const { data, layout } = empty ? { data: [], layout: {} } : figureOf(chart, cards, groups);
      live.style.display = empty ? "none" : "";
      picture.classList.add("lively");
      if (!empty) await Plotly.react(live, data, layout, { ...told.config, responsive: true });
    }
  }

  function still() {
    choices.hidden = true;
    for (const picture of place.querySelectorAll(".picture")) picture.classList.remove("lively");
    for (const live of place.querySelectorAll(".live")) live.hidden = true;
    place.dataset.live = "0";
  }

  async function begin() {
    try {
      const Plotly = await library();
      await draw(Plotly);
      choices.hidden = false;
      choices.addEventListener("change", () => draw(Plotly).catch(still));
      choices.addEventListener("click", event => {
        const { kind, on } = event.target.dataset;
        if (!kind) return;
        for (const box of choices.querySelectorAll(`input[name=${kind}]`)) box.checked = on === "1";
        draw(Plotly).catch(still);
      });
      for (const query of [dark, phone]) query.addEventListener("change", () => draw(Plotly).catch(still));
      place.dataset.live = "1";
    } catch {
      still();
    }
  }

  if (!("DecompressionStream" in window)) return;
  const near = new IntersectionObserver(seen => {
    if (!seen.some(each => each.isIntersecting)) return;
    near.disconnect();
    begin();
  }, { rootMargin: "800px" });
  near.observe(place);
})();
