// Papers printed together: the PDF is asked for at once, and the page shows how far it is.
"use strict";
(() => {
  const form = document.getElementById("making");
  const bar = document.getElementById("done");
  const far = document.getElementById("how-far");
  const told = document.getElementById("making-told");
  const plain = document.getElementById("plain");

  function show(lines) {
    const done = lines.filter((line) => /^\d+$/.test(line)).pop() || "0";
    bar.value = Number(done);
    far.textContent = done;
  }

  async function make() {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
      show(text.split("\n"));
    }
    if (!text.endsWith("made\n")) throw new Error("cut off");
  }

  form.hidden = false;
  plain.hidden = true;
  make().then(
    () => location.reload(),
    () => {
      form.hidden = true;
      plain.hidden = false;
      told.textContent = form.dataset.failed;
    },
  );
})();
