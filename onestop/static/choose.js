// Choosing procedures: results as one types, arrows to walk through them, the space bar to tick.
"use strict";
(() => {
  const field = document.getElementById("q");
  const found = document.getElementById("found");
  const chosen = document.getElementById("chosen");
  const together = document.getElementById("receive-together");
  let asked = 0;
  let wait;

  async function search() {
    const mine = ++asked;
    const address = new URL(field.dataset.found, location.href);
    address.search = new URLSearchParams({ q: field.value, fragment: "1" });
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected || mine !== asked) return;
    const list = await answer.text();
    const focused = found.contains(document.activeElement) ? document.activeElement.href : "";
    found.innerHTML = list;
    if (!focused) return;
    const links = [...found.querySelectorAll("a")];
    (links.find((link) => link.href === focused) || links[0] || field).focus();
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

  document.addEventListener("keydown", (event) => {
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
    const links = [...found.querySelectorAll("a")];
    if (!links.length) return;
    const now = links.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? now + 1 : now - 1;
    event.preventDefault();
    (next < 0 ? field : links[Math.min(next, links.length - 1)]).focus();
  });

  field.form.addEventListener("submit", (event) => {
    const only = found.querySelectorAll("a");
    if (event.submitter === together || only.length !== 1) return;
    event.preventDefault();
    const box = only[0].parentElement.querySelector("input");
    if (chosen.children.length && box) choose(box);
    else location.assign(only[0].href);
  });
})();
