// Choosing procedures: results as one types, arrows to walk through them, the space bar to tick.
"use strict";
(() => {
  const field = document.getElementById("q");
  const found = document.getElementById("found");
  const chosen = document.getElementById("chosen");
  const together = document.getElementById("receive-together");
  let shown = field.defaultValue; // what was typed when the list was made
  let asked = 0;
  let wait;

  // What came of it; "late" when something else is asked for meanwhile.
  async function search() {
    clearTimeout(wait);
    const mine = ++asked;
    const text = field.value;
    const address = new URL(field.dataset.found, location.href);
    address.search = new URLSearchParams({ q: text, fragment: "1" });
    const answer = await office.ask(address);
    if (mine !== asked) return "late";
    if (answer.outcome === "taken") show(text, answer.text);
    else sayWhy(answer.outcome);
    return answer.outcome;
  }

  function show(text, list) {
    const focused = found.contains(document.activeElement) ? document.activeElement.href : "";
    found.innerHTML = list;
    shown = text;
    if (!focused) return;
    const links = [...found.querySelectorAll("a")];
    (links.find((link) => link.href === focused) || links[0] || field).focus();
  }

  // An old list answers nothing that was typed since.
  function sayWhy(outcome) {
    const told = document.createElement("p");
    told.className = "card-quiet text-danger";
    told.textContent = found.dataset[outcome === "stranger" ? "ended" : "unreached"];
    if (found.contains(document.activeElement)) field.focus();
    found.replaceChildren(told);
    shown = null;
  }

  // A ticked line joins those received together, and the field waits for the next name.
  function choose(box) {
    const line = document.createElement("li");
    const label = document.createElement("label");
    const kept = box.cloneNode();
    kept.removeAttribute("aria-label");
    kept.checked = true;
    const parts = [...box.parentElement.querySelectorAll("strong, .code")];
    label.append(kept, ` ${parts[0].textContent} `, parts[1].cloneNode(true));
    line.append(label);
    chosen.append(line);
    field.value = "";
    field.focus();
    found.replaceChildren();
    shown = null;
    search();
  }

  found.addEventListener("change", (event) => choose(event.target));

  chosen.addEventListener("change", (event) => {
    event.target.closest("li").remove();
    field.focus();
  });

  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(search, 120);
  });

  document.addEventListener("keydown", async (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      field.form.requestSubmit(together);
      return;
    }
    const box = event.target.closest("#found a")?.parentElement.querySelector("input");
    if (event.key === " " && box) {
      event.preventDefault();
      choose(box);
      return;
    }
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    if (shown !== field.value && (await search()) !== "taken") return;
    const links = [...found.querySelectorAll("a")];
    if (!links.length) return;
    const now = links.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? now + 1 : now - 1;
    (next < 0 ? field : links[Math.min(next, links.length - 1)]).focus();
  });

  // Only what answers the words in the field is opened.
  field.form.addEventListener("submit", async (event) => {
    if (event.submitter === together) return;
    if (shown !== field.value) {
      event.preventDefault();
      const outcome = await search();
      if (outcome === "taken") field.form.requestSubmit();
      else if (outcome === "stranger") field.form.submit();
      return;
    }
    const only = found.querySelectorAll("a");
    if (only.length !== 1) return;
    event.preventDefault();
    const box = only[0].parentElement.querySelector("input");
    if (chosen.children.length && box) choose(box);
    else location.assign(only[0].href);
  });
})();
