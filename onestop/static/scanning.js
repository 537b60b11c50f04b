// Labels one after another: what a scanner types ends with Enter, and the next field is ready.
"use strict";
(() => {
  const fields = [...document.querySelectorAll("input[data-scanned]")];

  document.addEventListener("keydown", (event) => {
    const place = fields.indexOf(event.target);
    if (event.key !== "Enter" || place < 0) return;
    const next = fields.slice(place + 1).find((field) => !field.value);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
})();
