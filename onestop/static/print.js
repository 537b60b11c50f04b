// Printing without leaving the page: the paper is loaded beside it and the print window opens.
"use strict";
(() => {
  // Without a viewer of its own the browser would keep the paper as a file: it opens it in a tab.
  if (!navigator.pdfViewerEnabled) return;
  const told = document.getElementById("print-told");
  let frame;
  let later;
  let busy = false;

  function say(sentence) {
    clearTimeout(later);
    told.textContent = sentence;
    if (sentence !== told.dataset.busy) later = setTimeout(() => say(""), 10_000);
  }

  // Notes the printing, as the form does by itself, and says where the paper is; a link only looks.
  async function paperOf(place) {
    const link = place.tagName === "A";
    const body = link ? undefined : new URLSearchParams(new FormData(place));
    const answer = await fetch(link ? place.href : place.action, { method: link ? "HEAD" : "POST", body });
    const kind = answer.headers.get("Content-Type") || "";
    if (!answer.ok || !kind.startsWith("application/pdf")) throw new Error(String(answer.status));
    return answer.url;
  }

  function loaded(address) {
    frame?.remove();
    frame = document.createElement("iframe");
    frame.className = "print-frame";
    frame.title = told.dataset.open;
    frame.tabIndex = -1;
    frame.ariaHidden = "true";
    return new Promise((resolve, reject) => {
      frame.addEventListener("load", resolve, { once: true });
      frame.addEventListener("error", reject, { once: true });
      frame.src = address;
      document.body.append(frame);
    });
  }

  async function print(address) {
    try {
      await loaded(address);
      frame.contentWindow.focus();
      frame.contentWindow.print();
      say(told.dataset.done);
    } catch {
      open(address);
    }
  }

  // A browser that lets no page print another one's paper shows it; one that opens no tab, a link.
  function open(address) {
    if (window.open(address, "_blank")) {
      say(told.dataset.opened);
      return;
    }
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.textContent = told.dataset.open;
    clearTimeout(later);
    told.replaceChildren(link);
  }

  async function printFrom(place, button) {
    if (busy) return;
    busy = true;
    button.ariaBusy = "true";
    say(told.dataset.busy);
    try {
      await print(await paperOf(place));
    } catch {
      say("");
      if (place.tagName === "A") open(place.href);
      else place.submit();
    }
    button.ariaBusy = null;
    busy = false;
    button.focus();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-print]")) return;
    event.preventDefault();
    printFrom(event.target, event.submitter || event.target.querySelector("button"));
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-print]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    printFrom(link, link);
  });
})();
