// One tick for all that the page offers, and one key for that tick.
"use strict";
(() => {
  const all = document.querySelector("#all input");
  if (!all) return;
  const boxes = [...document.querySelectorAll('input[name="chosen"]')];
  all.parentElement.hidden = false;

  function count() {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  }

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    if (all.checked) all.form?.querySelector("button").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.code !== "KeyA") return;
    event.preventDefault();
    all.click();
  });
  document.addEventListener("change", (event) => {
    if (boxes.includes(event.target)) count();
  });
  count();
})();
