"use strict";
// Draws what /api/overview and /api/runs tell, anew every two seconds. Texts that others have sent are only ever set as text.
(() => {
  const EVERY_MS = 2000;
  const OPEN_AT_FIRST = 3;
  const MOST_ROWS = 80;
  const SVG = "http://www.w3.org/2000/svg";
  const at = (id) => document.getElementById(id);
  const chosen = new Map(); // id of a run → whether the reader has opened or closed it
  const drawn = new Map(); // id of a run → its element, and what it was drawn from
  let services = new Map();

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function shape(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  const number = (value, digits) => value.toFixed(digits === undefined ? 1 : digits);

  function span(seconds) {
    if (seconds < 10) return number(seconds, 2) + " s";
    if (seconds < 120) return number(seconds) + " s";
    if (seconds < 7200) return number(seconds / 60) + " min";
    return number(seconds / 3600) + " h";
  }

  const clock = (ms) => new Date(ms).toLocaleTimeString([], {hour12: false});

  function table(columns, rows) {
    const head = element("tr");
    for (const column of columns) head.append(element("th", {scope: "col", ...(column.style ? {class: column.style} : {})}, column.text || column));
    const body = element("tbody");
    for (const row of rows) {
      const line = element("tr");
      row.forEach((cell, i) => {
        const made = i === 0 ? element("th", {scope: "row"}) : element("td");
        if (cell !== null && typeof cell === "object") {
          made.className = cell.style;
          made.textContent = cell.text;
        } else {
          made.textContent = cell;
        }
        line.append(made);
      });
      body.append(line);
    }
    return element("table", {}, element("thead", {}, head), body);
  }

  function difference(of) {
    if (!of) return "–";
    if (of.margin === undefined) return (of.mean >= 0 ? "" : "−") + number(Math.abs(of.mean), 2) + " s (too few runs)";
    const text = (of.mean >= 0 ? "" : "−") + number(Math.abs(of.mean), 2) + " ± " + number(of.margin, 2) + " s";
    const sure = Math.abs(of.mean) > of.margin;
    return {style: sure ? (of.mean > 0 ? "good" : "bad") : "", text};
  }

  function overview(data) {
    services = new Map(data.services.map((service) => [service.service, service]));
    const received = data.received;
    at("state").className = "subtitle";
    at("state").textContent = `${data.openRuns} open ${data.openRuns === 1 ? "run" : "runs"}, ${data.announcedRuns} announced · `
      + `${received.events} events` + (received.invalid ? `, ${received.invalid} not understood` : "")
      + (received.refusedBusy ? `, ${received.refusedBusy} refused` : "") + ` · ${clock(data.now)}`;
    at("savings-note").textContent = data.workflows.length === 0
      ? "Nothing yet: a workflow appears here when a run of it has ended."
      : data.holdout === 0
        ? "No run is left cold on purpose (holdout is 0), so what is saved is not measured."
        : `${number(data.holdout * 100)} % of the runs are left cold on purpose; the others are measured against them. `
          + "± is the 95 % interval.";
    at("savings").replaceChildren(...(data.workflows.length === 0 ? [] : [table(
      ["workflow", "runs warmed", "runs left cold", "a run is shorter by", "calls are shorter by", "idle instances a run",
        "cold starts a run, warmed", "left cold"],
      data.workflows.map((of) => [of.workflow, of.warmedRuns, of.heldOutRuns, difference(of.seconds), difference(of.callSeconds),
        of.warmedRuns ? number(of.idleSeconds) + " s" : "–", of.warmedRuns ? number(of.warmedColdStarts) : "–",
        of.heldOutRuns ? number(of.heldOutColdStarts) : "–"]))]));
    at("services").replaceChildren(data.services.length === 0
      ? element("p", {class: "note"}, "None yet: a service appears here when a run calls it.")
      : table(
        ["service", "believed warm", "cold start, median (90\u00a0%)", "kept for", "warm-ups", "started", "warm already", "failed", {text: "what fails", style: "text"}],
        data.services.map((of) => [of.service, warmth(of, data.now), of.coldStartMedian === undefined ? "–"
          : `${number(of.coldStartMedian, 2)} (${number(of.coldStartHigh, 2)}) s`,
        of.retentionSeconds === undefined ? "–" : number(of.retentionSeconds, 0) + " s",
        of.sent || 0, of.started || 0, of.alreadyWarm || 0,
        {style: of.failedInTurn ? "bad" : "", text: String(of.failed || 0)},
        {style: "text" + (of.failedInTurn ? " bad" : ""), text: of.failed ? `${clock(of.lastFailureAt)} ${of.lastFailure}` : ""}])));
    at("refused").textContent = data.refused.length === 0 ? ""
      : `Not warmed, since neither the catalogue nor the settings know them: ${data.refused.join(", ")}`;
  }

  function warmth(of, now) {
    if (of.warm === "busy") return `${of.instances}, in use`;
    if (of.warmUntil === undefined || of.warmUntil <= now) return "no";
    return `${of.instances}, for ${span((of.warmUntil - now) / 1000)}`;
  }

  const KINDS = [["work", "task"], ["cold-start", "cold start"], ["warm-up", "warm-up"], ["idle", "idle"], ["failure", "failed warm-up"]];

  function legend() {
    for (const [style, text] of KINDS) {
      const svg = shape("svg", {viewBox: "0 0 16 16", "aria-hidden": "true"});
      svg.append(shape("rect", {class: style, x: 1, y: 1, width: 14, height: 14}));
      at("legend").append(element("span", {}, svg, " " + text));
    }
  }

  function ends(run, now) {
    let end = run.finishedAt === null ? (run.open ? now : run.startedAt) : run.finishedAt;
    let begin = run.startedAt;
    for (const task of run.tasks) {
      for (const ran of task.spans) end = Math.max(end, ran.to === null ? (run.open ? now : ran.from) : ran.to);
      for (const warm of task.warmups || []) begin = Math.min(begin, warm.from);
    }
    return {begin, end: Math.max(end, begin + 1)};
  }

  function step(length, most) {
    for (const minutes of [0.5, 1, 2, 5, 10, 20]) if (length > 120 && length / (60 * minutes) <= most) return 60 * minutes;
    for (let unit = length > 120 ? 1800 : 0.1; ; unit *= 10) {
      for (const of of [1, 2, 5]) if (length / (unit * of) <= most) return unit * of;
    }
  }

  const tickText = (seconds, length) => length > 120 ? `${+(seconds / 60).toFixed(1)} min` : `${+seconds.toFixed(1)} s`;

  function timeline(run, now, width) {
    const rows = run.tasks.slice(0, MOST_ROWS);
    const narrow = width < 600;
    const left = narrow ? Math.round(width * 0.3) : 190;
    const right = width - 16;
    const height = 22;
    const {begin, end} = ends(run, now);
    const x = (ms) => left + (right - left) * Math.max(0, Math.min(1, (ms - begin) / (end - begin)));
    const bottom = 8 + rows.length * height + 4;
    const svg = shape("svg", {viewBox: `0 0 ${width} ${bottom + 26}`, role: "img", "aria-label": `Timeline of run ${run.run} of ${run.workflow}`});
    const seconds = (end - begin) / 1000;
    const every = step(seconds, narrow ? 4 : 10);
    for (let tick = 0; tick <= seconds; tick += every) {
      const there = x(begin + tick * 1000);
      svg.append(shape("line", {class: "grid", x1: there, y1: 8, x2: there, y2: bottom}));
      svg.append(shape("text", {class: "tick", x: there, y: bottom + 18, "text-anchor": "middle"}, tickText(tick, seconds)));
    }
    rows.forEach((task, i) => row(svg, run, task, 8 + i * height, x, now, left));
    if (run.finishedAt !== null) {
      svg.append(shape("line", {class: "end", x1: x(run.finishedAt), y1: 8, x2: x(run.finishedAt), y2: bottom}));
    }
    const made = element("div", {class: "timeline"}, svg);
    if (run.tasks.length > rows.length) made.append(element("p", {class: "note"}, `… and ${run.tasks.length - rows.length} more tasks`));
    return made;
  }

  function row(svg, run, task, top, x, now, left) {
    const most = Math.floor((left - 12) / 7.3);
    const name = task.id.length <= most ? task.id : "…" + task.id.slice(task.id.length - most + 1);
    const label = shape("text", {class: "row " + task.state, x: left - 8, y: top + 13, "text-anchor": "end"}, name);
    label.append(shape("title", {}, `${task.id}: ${task.state}` + (task.services.length ? `, calls ${task.services.join(", ")}` : "")));
    svg.append(label);
    for (const warm of task.warmups || []) {
      const to = warm.to === undefined ? (run.open ? now : warm.from) : warm.to;
      if (warm.end === "failed") {
        bar(svg, "failure", x(warm.from), x(to), top + 2, 14, `failed warm-up for ${task.id}`);
        continue;
      }
      const ready = warm.ready === undefined ? to : warm.ready;
      bar(svg, "warm-up", x(warm.from), x(ready), top + 1, 16, `warm-up for ${task.id}, ${span((ready - warm.from) / 1000)}`);
      if (to > ready) bar(svg, "idle", x(ready), x(to), top + 1, 16, `idle until ${task.id} came, ${span((to - ready) / 1000)}`);
    }
    for (const ran of task.spans) {
      const to = ran.to === null ? (run.open ? now : ran.from) : ran.to;
      const tip = `${task.id}${ran.instance >= 0 ? " [" + ran.instance + "]" : ""}: ${span((to - ran.from) / 1000)}` + (ran.failed ? ", failed" : "");
      const style = "work" + (ran.failed ? " failed" : "") + (ran.to === null ? " running" : "");
      bar(svg, style, x(ran.from), x(to), top + 1, 16, tip);
      if (ran.cold) {
        const known = task.services.map((service) => services.get(service)).find((of) => of && of.coldStartMedian !== undefined);
        const cold = Math.min(to, ran.from + (known ? known.coldStartMedian * 1000 : (to - ran.from) / 4));
        bar(svg, "cold-start", x(ran.from), x(cold), top + 1, 16, `${task.id}: cold start, about ${span((cold - ran.from) / 1000)}`);
      }
    }
    if (task.spans.length === 1 && !task.spans[0].cold && !task.spans[0].failed && task.spans[0].to !== null) {
      const text = span((task.spans[0].to - task.spans[0].from) / 1000);
      const from = x(task.spans[0].from);
      const width = x(task.spans[0].to) - from;
      if (width > 8 * text.length + 6) {
        svg.append(shape("text", {class: "length", x: from + width / 2, y: top + 13, "text-anchor": "middle"}, text));
      }
    }
  }

  function bar(svg, style, from, to, y, height, tip) {
    const rect = shape("rect", {class: style, x: from, y, width: Math.max(1, to - from), height});
    rect.append(shape("title", {}, tip));
    svg.append(rect);
  }

  function summary(run, now) {
    const {end} = ends(run, now);
    const made = element("summary", {}, element("span", {class: "workflow"}, run.workflow), element("span", {class: "id"}, run.run));
    const tag = (style, text) => made.append(element("span", {class: "tag " + style}, text));
    if (run.open) tag("open", "runs");
    if (run.failed) tag("failed", "failed");
    if (run.heldOut) tag("", "left cold on purpose");
    if (!run.known) tag("", "its workflow is not known yet");
    const cold = run.tasks.filter((task) => task.spans.some((ran) => ran.cold)).length;
    if (cold) tag("", cold === 1 ? "1 cold start" : cold + " cold starts");
    made.append(element("span", {class: "when"}, `${clock(run.startedAt)} · ${span((end - run.startedAt) / 1000)}`));
    return made;
  }

  async function decisions(run, into) {
    const answer = await fetch(`api/runs/${run.id}`);
    if (!answer.ok) return;
    const list = element("ul", {class: "decisions"});
    for (const decision of (await answer.json()).decisions) {
      list.append(element("li", {}, element("time", {datetime: new Date(decision.at).toISOString()}, clock(decision.at)),
        element("span", {}, decision.sentence)));
    }
    into.replaceChildren(list);
  }

  function details(run, now, open) {
    const width = Math.max(320, at("runs").clientWidth);
    const made = element("details", {class: "run"}, summary(run, now));
    made.open = open;
    const body = element("div");
    const sentences = element("div");
    made.append(body);
    const draw = () => {
      if (made.open && body.childElementCount === 0) {
        body.append(timeline(run, now, width), sentences);
        decisions(run, sentences).catch(() => {});
      }
    };
    made.addEventListener("toggle", draw);
    made.firstElementChild.addEventListener("click", () => chosen.set(run.id, !made.open));
    draw();
    return made;
  }

  function runs(data) {
    const all = data.runs.sort((a, b) => b.startedAt - a.startedAt);
    if (all.length === 0) {
      drawn.clear();
      at("runs").replaceChildren(element("p", {class: "note"}, "None yet. Send events to /events, or let OpenLineage send them here."));
      return;
    }
    const elements = all.map((run, i) => {
      const open = chosen.has(run.id) ? chosen.get(run.id) : i < OPEN_AT_FIRST;
      const text = JSON.stringify(run) + open + at("runs").clientWidth + (run.open ? data.now : "");
      const before = drawn.get(run.id);
      if (before && before.text === text) return before.element;
      const made = details(run, data.now, open);
      drawn.set(run.id, {text, element: made});
      return made;
    });
    const present = new Set(all.map((run) => run.id));
    for (const id of drawn.keys()) if (!present.has(id)) drawn.delete(id);
    const focus = document.activeElement && document.activeElement.closest("details.run");
    const index = focus ? [...at("runs").children].indexOf(focus) : -1;
    at("runs").replaceChildren(...elements);
    if (index >= 0 && elements[index]) elements[index].firstElementChild.focus({preventScroll: true});
  }

  async function look() {
    try {
      const [first, second] = await Promise.all([fetch("api/overview"), fetch("api/runs")]);
      if (!first.ok || !second.ok) throw new Error(`HTTP ${first.ok ? second.status : first.status}`);
      overview(await first.json());
      runs(await second.json());
      document.body.dataset.ready = "true";
    } catch (e) {
      at("state").className = "subtitle lost";
      at("state").textContent = `The server does not answer (${e.message}); what is shown is old.`;
    }
    setTimeout(look, EVERY_MS);
  }

  legend();
  look();
})();
