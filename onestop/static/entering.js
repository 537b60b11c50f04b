// A list that is entered and then sealed or signed: Enter in the last fields does that act, and
// no label is printed while something typed is not noted.
"use strict";
(() => {
  const act = document.querySelector("button[data-enter]");
  const unnoted = document.getElementById("unnoted");
  if (!act) return;

  // The first field whose text is not what its page showed.
  function typed() {
    const fields = act.form.elements;
    return [...fields].find((each) => {
      const was = fields.namedItem(`was-${each.name}`);
      return was && was.value !== each.value;
    });
  }

  act.closest("section").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    act.form.requestSubmit(act);
  });
  document.addEventListener(
    "submit",
    (event) => {
      if (!unnoted) return;
      const first = event.target.matches("form[data-print]") && typed();
      unnoted.hidden = !first;
      if (!first) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      first.focus();
    },
    true,
  );
})();
