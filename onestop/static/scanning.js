// Scans one after another, faster than the office answers: each is sent in turn, none is lost.
"use strict";
(() => {
  const AGAIN = 2000; // milliseconds until an office that was not reached is asked again
  const AWAY = [502, 503, 504]; // a server before the office tells that it does not answer
  const form = document.getElementById("scan");
  const field = document.getElementById("code");
  const turn = document.getElementById("turn-of");
  const had = document.getElementById("turn-had");
  const seen = document.querySelector("#hand-over [name=seen]");
  const told = document.getElementById("scan-told");
  const refused = document.getElementById("scan-refused");
  const waiting = [];
  let busy = false;
  let next;

  function part(text, wrapper) {
    const holder = document.createElement(wrapper);
    holder.innerHTML = text;
    return holder.firstElementChild;
  }

  // What was typed beside an item and not noted yet stays in its fields.
  function replaceRow(id, text) {
    const before = document.getElementById(`row-${id}`);
    const row = part(text, "tbody");
    if (!before) {
      document.getElementById("lying").append(row);
      return;
    }
    for (const typed of before.querySelectorAll("input")) {
      if (typed.value === typed.defaultValue) continue;
      for (const name of [typed.name, `was-${typed.name}`]) {
        row.querySelector(`[name="${name}"]`).value = before.querySelector(`[name="${name}"]`).value;
      }
    }
    before.replaceWith(row);
  }

  function show(answer) {
    replaceRow(answer.id, answer.row);
    document.getElementById("turn").replaceWith(part(answer.turn, "div"));
    document.getElementById("sums").replaceWith(part(answer.sums, "tfoot"));
    turn.value = document.getElementById("turn").dataset.turn;
    had.value = document.getElementById("turn").dataset.had;
    told.textContent = answer.told;
    refused.hidden = true;
    // Somebody else's change in between is not ours to have seen: sealing then says so.
    if (answer.version - Number(seen.value) === 1) seen.value = answer.version;
  }

  // Nobody knows any more whose label comes next: what was scanned meanwhile is scanned again.
  function refuse(code, sentence) {
    const dropped = waiting.splice(0);
    const more = dropped.length ? ` ${form.dataset.dropped} ${dropped.join(", ")}` : "";
    turn.value = "";
    document.getElementById("turn").hidden = true;
    told.textContent = "";
    refused.firstElementChild.textContent = `${code}: ${sentence}${more}`;
    refused.hidden = false;
  }

  async function send(code) {
    const body = new URLSearchParams(new FormData(form));
    body.set("code", code);
    const answer = await fetch(`${form.action}?fragment=1`, { method: "POST", body });
    if (AWAY.includes(answer.status)) throw new Error(answer.statusText);
    if (answer.redirected || ![200, 409].includes(answer.status)) return null;
    return { taken: answer.ok, ...(await answer.json()) };
  }

  // The office may have taken what it could not answer any more: sent again, it changes nothing.
  async function work() {
    if (busy) return;
    busy = true;
    clearTimeout(next);
    while (waiting.length) {
      let answer;
      try {
        answer = await send(waiting[0]);
      } catch {
        told.textContent = form.dataset.unreached;
        next = setTimeout(work, AGAIN);
        break;
      }
      if (!answer) {
        field.value = waiting.shift();
        form.submit();
        return;
      }
      const code = waiting.shift();
      if (answer.taken) show(answer);
      else refuse(code, answer.told);
    }
    busy = false;
  }

  if (!seen) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = field.value.trim();
    field.value = "";
    field.focus();
    if (code) waiting.push(code);
    else if (!turn.value && !waiting.length && refused.hidden) document.getElementById("postman").focus();
    work();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !refused.hidden) location.assign(refused.querySelector("a").href);
  });
  window.addEventListener("online", work);
  window.addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });
})();
