// Scans at an open manifest: each lands in the list at once, a label on the envelope whose turn it is.
"use strict";
(() => {
  const form = document.getElementById("scan");
  const turn = document.getElementById("turn-of");
  const had = document.getElementById("turn-had");
  const seen = document.querySelector("#hand-over [name=seen]");
  const told = document.getElementById("scan-told");
  const refused = document.getElementById("scan-refused");
  if (!seen) return;

  // What was typed beside an item and not noted yet stays in its fields.
  function replaceRow(id, text) {
    const before = document.getElementById(`row-${id}`);
    const row = partOf(text, "tbody");
    if (!before) {
      document.getElementById("lying").append(row);
      return;
    }
    for (const was of before.querySelectorAll("[name^=was-]")) {
      const typed = before.querySelector(`[name="${was.name.slice(4)}"]`);
      if (typed.value === was.value) continue;
      for (const each of [typed, was]) row.querySelector(`[name="${each.name}"]`).value = each.value;
    }
    before.replaceWith(row);
  }

  function show(answer) {
    replaceRow(answer.id, answer.row);
    document.getElementById("turn").replaceWith(partOf(answer.turn, "div"));
    document.getElementById("sums").replaceWith(partOf(answer.sums, "tfoot"));
    turn.value = document.getElementById("turn").dataset.turn;
    had.value = document.getElementById("turn").dataset.had;
    told.textContent = answer.told;
    refused.hidden = true;
    // Somebody else's change in between is not ours to have seen: sealing then says so.
    if (answer.version - Number(seen.value) === 1) seen.value = answer.version;
  }

  // Nobody knows any more whose label comes next: what was scanned meanwhile is scanned again.
  function refuse(answer, code) {
    const dropped = row.drop();
    const more = dropped.length ? ` ${form.dataset.dropped} ${dropped.join(", ")}` : "";
    turn.value = "";
    document.getElementById("turn").hidden = true;
    told.textContent = "";
    refused.firstElementChild.textContent = `${code}: ${answer.told}${more}`;
    refused.hidden = false;
  }

  const row = rowOfScans(form, {
    told: (sentence) => (told.textContent = sentence),
    taken: show,
    refused: refuse,
    // Whose turn it is when a scan is sent first stays so, however often it is sent.
    begin(scan) {
      if (!("turn" in scan)) Object.assign(scan, { turn: turn.value, had: had.value });
    },
    empty() {
      if (!turn.value && refused.hidden) document.getElementById("postman").focus();
    },
  });
  form.elements.code.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !refused.hidden) location.assign(refused.querySelector("a").href);
  });
})();
