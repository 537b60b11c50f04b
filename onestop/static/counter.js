// The counter's form: the scanner of identity cards, ticking papers, one sending only.
"use strict";
(() => {
  const SENDING = 5000; // milliseconds in which a second press is taken for the first
  const form = document.getElementById("registration");
  const scan = document.getElementById("scan");
  const told = document.getElementById("scan-told");
  const token = form.querySelector("[name=csrf_token]").value;

  // The card waits in its field until it is read; a page of ours carries it to the sign-in page.
  async function readCard(text) {
    scan.value = text;
    const answer = await office.ask(form.dataset.card, { scan: text, csrf_token: token });
    if (answer.outcome === "stranger") return form.requestSubmit();
    const heard = ["taken", "refused"].includes(answer.outcome);
    const card = heard ? JSON.parse(answer.text) : { error: told.dataset.unread };
    if (heard) scan.value = "";
    told.textContent = card.error || card.told;
    told.classList.toggle("text-danger", Boolean(card.error));
    if (card.error) return scan.focus();
    for (const [name, value] of Object.entries(card.fields)) fill(name, value);
    document.getElementById("phone").focus();
    showWards(card.fields.province_code);
  }

  function fill(name, value) {
    const field = form.elements[name];
    if (field instanceof RadioNodeList) field.value = value;
    else if (field) field.value = value;
  }

  // Without its list a ward is typed all the same.
  async function showWards(province) {
    const list = document.getElementById("wards");
    list.replaceChildren();
    if (!province) return;
    const answer = await office.ask(form.dataset.wards.replace(/00$/, province));
    if (answer.outcome !== "taken") return;
    for (const name of JSON.parse(answer.text)) {
      const option = document.createElement("option");
      option.value = name;
      list.append(option);
    }
  }

  // A scanner types like a keyboard: what it typed into another field is taken out again.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(document.getElementById("register"));
      return;
    }
    const field = event.target;
    if (event.key !== "Enter" || field.tagName !== "INPUT") return;
    const begin = field.value.search(/\d{12}\|/);
    if (field === scan || (begin >= 0 && field.value.split("|").length > 6)) {
      event.preventDefault();
      const card = field === scan ? field.value : field.value.slice(begin);
      if (field !== scan) field.value = field.value.slice(0, begin);
      if (card.trim()) readCard(card);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "F2") return;
    event.preventDefault();
    scan.focus();
    scan.select();
  });

  for (const button of form.querySelectorAll(".tick")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const kind of ["originals", "copies"]) {
        const asked = button.dataset[kind];
        document.getElementById(`${kind}-${button.dataset.for}`).value = asked === "0" ? "" : asked;
      }
    });
  }

  form.elements.province_code.addEventListener("change", (event) => {
    form.elements.ward.value = "";
    showWards(event.target.value);
  });

  const other = form.elements.by_other;
  other.closest("details").addEventListener("toggle", (event) => {
    if (!event.target.open) other.checked = false;
    else if (!form.elements.submitter_name.value) other.checked = true;
  });

  // Whoever stopped a sending can send again; the office knows the form it has taken already.
  const free = () => (form.ariaBusy = null);
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy) {
      event.preventDefault();
      return;
    }
    form.ariaBusy = "true";
    setTimeout(free, SENDING);
  });
  window.addEventListener("pageshow", free);
})();
