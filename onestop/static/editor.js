// The editor of a procedure: keeps what is typed, and shows the picture and the faults at once.
"use strict";
(() => {
  const form = document.getElementById("draft");
  const told = document.getElementById("saved");
  const AROUND = ["told", "dry-run", "saved"];
  const INSIDE = ["drawn", "hours"];
  let waiting;
  let under_way = Promise.resolve();
  // Somebody else has saved first: nothing is kept in place of theirs before the button says so.
  let collided = "collided" in form.dataset;

  const typed = (name) => {
    const fields = new FormData(form);
    if (name) fields.set("do", name);
    return fields;
  };
  const same = (one, other) => {
    const text = (fields) => JSON.stringify([...fields].filter(([key]) => key !== "seen" && key !== "do"));
    return text(one) === text(other);
  };

  // One sending at a time, in turn: the version that was seen comes back with each answer.
  // Tells whether what is typed was kept.
  function send(name, show) {
    clearTimeout(waiting);
    under_way = under_way.then(async () => {
      if (collided) return false;
      const fields = typed(name);
      told.textContent = form.dataset.saving;
      const { outcome, text } = await office.ask(form.action, fields);
      const page = new DOMParser().parseFromString(text, "text/html");
      if (["refused", "stranger"].includes(outcome)) submit(name);
      else if (outcome === "taken" && page.getElementById("draft")) {
        show(page, fields);
        return true;
      } else told.textContent = form.dataset.failed;
      return false;
    });
    return under_way;
  }

  // The session has ended, or somebody else has saved: the page of the server says what to do.
  function submit(name) {
    collided = true;
    const button = document.createElement("button");
    button.name = "do";
    button.value = name;
    button.hidden = true;
    form.append(button);
    form.requestSubmit(button);
  }

  function showAround(page, ids = AROUND) {
    const seen = page.querySelector("input[name=seen]").value;
    for (const hidden of document.querySelectorAll("input[name=seen]")) hidden.value = seen;
    for (const id of ids) {
      const [old, now] = [document.getElementById(id), page.getElementById(id)];
      if (old && now) old.replaceChildren(...now.childNodes);
    }
  }

  // Only what nobody is typing in, and only if nothing was typed while the answer was on its way.
  function showKept(page, sent) {
    showAround(page, [...AROUND, ...INSIDE]);
    if (!same(sent, typed("save"))) return later();
    for (const cell of form.querySelectorAll(".cell")) {
      const now = page.getElementById(cell.id);
      if (now && cell.contains(document.activeElement)) mark(cell, now);
      else if (now) cell.replaceWith(now);
    }
  }

  // The field that is being typed in stays; only what is said beside it changes.
  function mark(cell, now) {
    const field = document.activeElement;
    const fresh = now.querySelector(`#${CSS.escape(field.id)}`);
    cell.querySelector(".invalid-feedback")?.remove();
    const fault = now.querySelector(".invalid-feedback");
    if (fault) cell.append(fault);
    if (!fresh) return;
    field.classList.toggle("is-invalid", fresh.classList.contains("is-invalid"));
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (fresh.hasAttribute(name)) field.setAttribute(name, fresh.getAttribute(name));
      else field.removeAttribute(name);
    }
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(() => send("save", showKept), 500);
  }

  function showRows(page, name) {
    const [act, table, number] = name.split("-");
    showAround(page);
    form.replaceChildren(...page.getElementById("draft").childNodes);
    const step = { add: 1, up: -1, down: 1, remove: 0 }[act];
    const row =
      document.getElementById(`${table}-${Number(number) + step}`) ||
      document.getElementById(`${table}-${Number(number) - 1}`);
    const goal = row || document.getElementById(table);
    goal.scrollIntoView({ block: "nearest" });
    const field =
      act === "add"
        ? goal.querySelector("input:not([type=hidden]), textarea, select")
        : goal.querySelector(`button[value^=${act}]:not([disabled])`) || goal.querySelector("button");
    field.focus();
  }

  form.addEventListener("change", later);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    if (!button || button.form !== form || collided) return;
    event.preventDefault();
    const name = button.value;
    if (name === "save") send(name, showKept);
    else send(name, (page) => showRows(page, name));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send("save", showKept);
  });
  document.addEventListener("submit", async (event) => {
    if (event.target === form || collided || event.target.dataset.flushed) return;
    event.preventDefault();
    if (!(await send("save", showAround))) return;
    event.target.dataset.flushed = "1";
    event.target.requestSubmit(event.submitter);
  });
  // Leaving the page by one of its links waits for what was typed last.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hash || link.target || collided || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (await send("save", showAround)) location.assign(link.href);
  });
})();
