// Choosing a procedure: results as one types, arrows to walk through them.
"use strict";
(() => {
  const field = document.getElementById("q");
  const found = document.getElementById("found");
  let asked = 0;
  let wait;

  async function search() {
    const mine = ++asked;
    const address = new URL(field.dataset.found, location.href);
    address.search = new URLSearchParams({ q: field.value, fragment: "1" });
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected || mine !== asked) return;
    const list = await answer.text();
    const chosen = found.contains(document.activeElement) ? document.activeElement.href : "";
    found.innerHTML = list;
    if (!chosen) return;
    const links = [...found.querySelectorAll("a")];
    (links.find((link) => link.href === chosen) || links[0] || field).focus();
  }

  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(search, 120);
  });

  document.addEventListener("keydown", (event) => {
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
    if (only.length === 1) {
      event.preventDefault();
      location.assign(only[0].href);
    }
  });
})();
