// Scans one after another, faster than the office answers. They wait in a row that outlives the
// page: each is sent in turn, again where nobody answered, and after signing in anew.
"use strict";
function rowOfScans(form, page) {
  const AGAIN = 2000; // milliseconds until an office that was not reached is asked again
  const opened = Date.now();
  const place = `scans of ${form.dataset.by} at ${new URL(form.action).pathname}`;
  const waiting = JSON.parse(sessionStorage.getItem(place)) || [];
  let busy = false;
  let next;

  const keep = () => sessionStorage.setItem(place, JSON.stringify(waiting));
  const stay = (event) => waiting.length && event.preventDefault();

  function add(code) {
    const scan = { code };
    for (const name of page.own || []) scan[name] = form.elements[name].value;
    const now = Date.parse(form.dataset.now) + Date.now() - opened;
    if (form.dataset.now) scan.scanned_at = new Date(now).toISOString();
    waiting.push(scan);
    keep();
  }

  // The office may have taken what it could not answer any more: sent again, it changes nothing.
  async function work() {
    clearTimeout(next);
    if (busy) return;
    busy = true;
    while (waiting.length && (await send(waiting[0])));
    busy = false;
    if (!waiting.length && page.done) page.done();
  }

  // Whether the row goes on.
  async function send(scan) {
    if (page.begin) page.begin(scan);
    keep();
    const fields = { ...scan, csrf_token: form.elements.csrf_token.value };
    const { outcome, text } = await office.ask(`${form.action}?fragment=1`, fields);
    if (outcome === "stranger") return signIn();
    if (outcome === "away") {
      page.told(form.dataset.unreached);
      next = setTimeout(work, AGAIN);
      return false;
    }
    waiting.shift();
    const answer = outcome === "failed" ? { told: form.dataset.failed } : JSON.parse(text);
    if (outcome === "taken") page.taken(answer, scan.code);
    else page.refused(answer, scan.code);
    keep();
    return true;
  }

  // What is typed beside the scans travels through the sign-in page; the row waits here.
  function signIn() {
    removeEventListener("beforeunload", stay);
    const beside = document.getElementById(form.dataset.beside);
    if (beside) beside.submit();
    else location.reload();
    return false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = form.elements.code.value.trim();
    form.elements.code.value = "";
    form.elements.code.focus();
    if (code) add(code);
    else if (page.empty && !waiting.length) page.empty();
    work();
  });
  addEventListener("online", work);
  addEventListener("beforeunload", stay);
  work();

  // Takes out what waits, and tells its codes.
  return { drop: () => waiting.splice(0).map((scan) => scan.code) };
}

// The element that a part of a page sent by the office is, read inside such a wrapper.
function partOf(text, wrapper) {
  const holder = document.createElement(wrapper);
  holder.innerHTML = text;
  return holder.firstElementChild;
}
