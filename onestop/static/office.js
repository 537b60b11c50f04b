// Asking the office from a script. What comes of it is one of five: "taken"; "refused", with its
// sentence; "stranger", when the session has ended; "failed"; "away", when nobody was reached.
"use strict";
const office = (() => {
  const REFUSED = [409, 422];
  const STRANGER = [400, 401]; // the token of a form ends with the session
  const AWAY = [502, 503, 504]; // a server before the office tells that it does not answer

  function outcomeOf(answer) {
    const door = answer.redirected && new URL(answer.url).pathname.endsWith("/sign-in");
    if (door || STRANGER.includes(answer.status)) return "stranger";
    if (AWAY.includes(answer.status)) return "away";
    if (REFUSED.includes(answer.status)) return "refused";
    return answer.ok ? "taken" : "failed";
  }

  // Fields are sent; without any the address is only read.
  async function ask(address, fields) {
    const sent = fields ? { method: "POST", body: new URLSearchParams(fields) } : {};
    try {
      const answer = await fetch(address, sent);
      return { outcome: outcomeOf(answer), text: await answer.text() };
    } catch {
      return { outcome: "away", text: "" };
    }
  }

  return { ask };
})();
