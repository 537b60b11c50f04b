// Labels scanned to record what has happened to their items; what came of each stands below.
"use strict";
(() => {
  const form = document.getElementById("scan");
  const heard = document.getElementById("heard");
  const told = document.getElementById("scan-told");

  function list(sentence, wrong) {
    const line = document.createElement("li");
    line.textContent = sentence;
    line.classList.toggle("text-danger", Boolean(wrong));
    heard.prepend(line);
    told.textContent = "";
  }

  rowOfScans(form, {
    own: ["kind"],
    told: (sentence) => (told.textContent = sentence),
    taken: (answer) => list(answer.told, answer.wrong),
    refused: (answer, code) => list(`${code}: ${answer.told}`, true),
  });
})();
