// Slips of what the postman brings, scanned one after another: what is typed from others stays.
"use strict";
(() => {
  const form = document.getElementById("scan");
  const listed = document.getElementById("listed");
  const seen = document.querySelector("#slips [name=seen]");
  const told = document.getElementById("scan-told");
  const refused = document.getElementById("scan-refused");
  let delivery;

  // Whether it was not shown before: a scan whose answer was lost, or somebody else, has listed it.
  function list(answer) {
    const here = listed && form.elements.delivery.value === String(answer.delivery);
    if (!here) {
      delivery = answer.place;
      return true;
    }
    if (document.getElementById(`slip-${answer.id}`)) return false;
    listed.prepend(partOf(answer.slip, "div"));
    document.getElementById("left").prepend(new Option(answer.item_code, answer.id));
    if (answer.version - Number(seen.value) === 1) seen.value = answer.version;
    return true;
  }

  function say(sentence, wrong) {
    told.textContent = wrong ? "" : sentence;
    refused.textContent = wrong ? sentence : "";
    refused.hidden = !wrong;
  }

  if (!form) return;
  rowOfScans(form, {
    own: ["carrier", "delivery"].filter((name) => name in form.elements),
    told: say,
    taken(answer) {
      list(answer);
      say(answer.told);
    },
    refused: (answer) => say(answer.told, !answer.slip || !list(answer)),
    done: () => delivery && refused.hidden && location.assign(delivery),
  });
})();
