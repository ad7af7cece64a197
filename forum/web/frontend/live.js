/* For pages that live: connection state in words, count-downs, answers kept while there is no signal. */
(() => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // Connection: every word comes from the page, in the reader's language.
  let isOpen = true;
  const tell = () => {
    const state = navigator.onLine && isOpen ? "on" : "off";
    each("[data-connection]", (place) => {
      if (place.dataset.state === state) return;
      place.dataset.state = state;
      place.textContent = place.dataset[state];
    });
  };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  document.addEventListener("htmx:sseOpen", () => { isOpen = true; tell(); send(); });
  document.addEventListener("htmx:sseError", () => { isOpen = false; tell(); });
  document.addEventListener("htmx:afterSettle", tell);

  // What a stream has changed is said to whoever listens, from a place that itself stays: data-announce
  // names what is said. Who was in what is gone is taken to its new heading, not to the end of the page.
  const gist = (place) => [...document.querySelectorAll(place.dataset.announce)]
    .map((part) => part.textContent.trim().replace(/\s+/g, " ")).join(" – ");
  const announce = () => each("[data-announce]", (place) => {
    const now = gist(place);
    if (place.dataset.said !== undefined && place.dataset.said !== now) place.textContent = now;
    place.dataset.said = now;
  });
  let last = {};
  const isNowhere = () => document.activeElement === document.body;
  document.addEventListener("focusin", ({ target }) => { last = { target, room: target.closest("[data-live]") }; });
  document.addEventListener("focusout", ({ target }) => setTimeout(() => {
    if (isNowhere() && target.isConnected) last = {}; // left by themselves
  }));
  const comeBack = () => {
    const heading = isNowhere() && last.target?.isConnected === false && last.room?.querySelector("h1, [data-return]");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
  };
  document.addEventListener("DOMContentLoaded", announce);
  document.addEventListener("htmx:afterSettle", () => { announce(); comeBack(); });

  // What a stream brings again after a break is left alone: somebody may be typing in it.
  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    const mark = event.target.querySelector("input[name=seen]")?.value;
    if (mark && event.detail.lastEventId === mark) event.preventDefault();
  });

  // A form that all share gets its own key and token: data-fresh="key" or "token" on hidden fields,
  // data-token on something around them.
  document.addEventListener("htmx:load", () => each("input[data-fresh]", (field) => {
    if (field.value) return;
    field.value = field.dataset.fresh === "token"
      ? field.closest("[data-token]")?.dataset.token ?? ""
      : Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36).padStart(7, "0")).join("");
  }));

  // A stream that cannot be opened, or that a proxy holds back, is noticed by its missing beat; then
  // [data-live] asks for its fragment itself, every five seconds or so, not all phones at once.
  const heard = new WeakMap();
  const QUIET = 20_000;
  const LOOK = 5_000;
  document.addEventListener("htmx:sseOpen", ({ target, detail: { source } }) => {
    for (const kind of ["beat", "message"]) source.addEventListener(kind, () => heard.set(target, Date.now()));
  });
  document.addEventListener("htmx:sseError", ({ target }) => heard.delete(target));
  document.addEventListener("htmx:sseClose", ({ target, detail }) => {
    if (detail.type === "message") heard.set(target, Infinity);
  });
  const look = () => {
    if (!document.hidden) {
      each("[data-live]", (place) => {
        if (Date.now() - (heard.get(place) || 0) > QUIET) htmx.trigger(place, "live:poll");
      });
    }
    setTimeout(look, LOOK * (0.8 + 0.4 * Math.random()));
  };
  setTimeout(look, LOOK);

  // data-countdown="2026-12-12T09:00:00+07:00" counts minutes and seconds to that moment.
  const two = (number) => String(number).padStart(2, "0");
  setInterval(() => each("[data-countdown]", (place) => {
    const left = Math.max(0, Math.round((new Date(place.dataset.countdown) - Date.now()) / 1000));
    place.textContent = left >= 3600
      ? `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`
      : `${Math.floor(left / 60)}:${two(left % 60)}`;
  }), 1000);

  // form[data-keep]: an answer that could not be sent waits on this phone and goes when there is signal.
  // Its request key makes a second arrival harmless; it is dropped as soon as the server has answered.
  // What was recorded before is no longer said meanwhile. What the server refuses is told after the
  // reload, with the question, because the page may have gone on to something else.
  const PREFIX = "wethi-kept:";
  const TOLD = "wethi-told";
  const keep = (form, button) => {
    const data = new FormData(form);
    if (button?.name) data.set(button.name, button.value);
    const answer = { body: new URLSearchParams(data).toString(), asked: form.dataset.asked };
    localStorage.setItem(PREFIX + form.action, JSON.stringify(answer));
    showKept();
  };
  const showKept = () => each("form[data-keep]", (form) => {
    const answer = localStorage.getItem(PREFIX + form.action);
    if (!answer) return;
    const option = new URLSearchParams(JSON.parse(answer).body).get("option");
    form.querySelectorAll(".vote-state:not([data-kept])").forEach((place) => place.remove());
    form.querySelectorAll("[data-kept]").forEach((place) => { place.hidden = false; });
    form.querySelectorAll(".answer").forEach((each) => each.setAttribute("aria-pressed", String(each.value === option)));
    form.querySelectorAll("button.btn[name=option]").forEach((each) => { each.value = option; });
  });
  document.addEventListener("htmx:load", showKept);
  const sentence = (text) => new DOMParser().parseFromString(text, "text/html")
    .querySelector("[role=alert], main p:not(.kicker)")?.textContent.trim();
  const report = (asked, said) => each("[data-told]", (place) => {
    place.textContent = [asked, said || place.textContent].filter(Boolean).join(" – ");
    place.hidden = false;
    place.focus();
  });
  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  let isSending = false;
  async function send() {
    if (isSending || !navigator.onLine) return;
    isSending = true;
    try {
      for (const key of kept()) {
        const waiting = localStorage.getItem(key);
        const { body, asked } = JSON.parse(waiting);
        const answer = await fetch(key.slice(PREFIX.length), {
          method: "POST",
          body: new URLSearchParams(body),
          headers: { "HX-Request": "true" },
        });
        if (answer.status >= 500 || answer.status === 429) continue;
        if (!answer.ok) sessionStorage.setItem(TOLD, JSON.stringify([asked, sentence(await answer.text())]));
        if (localStorage.getItem(key) !== waiting) continue; // changed meanwhile: that one still waits
        localStorage.removeItem(key);
        location.reload(); // the page says what became of it
      }
    } catch { /* still no signal: the answer stays where it is */ }
    isSending = false;
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-keep]")) return;
    // What waits for signal is older than what is sent now, and must not come after it.
    localStorage.removeItem(PREFIX + form.action);
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopPropagation();
    keep(form, event.submitter);
  }, true);
  // No signal, or a server that cannot answer just now, which is the same to whoever voted. What it will not
  // even look at (a page from before, a session that is over) it says why.
  const keepSent = ({ detail: { elt, requestConfig, xhr } }) => {
    const form = elt.closest("form[data-keep]");
    if (!form) return;
    if (xhr?.status && xhr.status < 500) report(form.dataset.asked, sentence(xhr.responseText));
    else keep(form, requestConfig?.triggeringEvent?.submitter);
  };
  const tellRefusal = () => {
    const told = sessionStorage.getItem(TOLD);
    sessionStorage.removeItem(TOLD);
    if (told) report(...JSON.parse(told));
  };
  document.addEventListener("htmx:sendError", keepSent);
  document.addEventListener("htmx:responseError", keepSent);

  // Somebody comes back to a ballot they have not touched: they may have voted elsewhere meanwhile.
  const touch = ({ target }) => {
    const form = target.closest?.("form[data-own]");
    if (form) form.dataset.touched = "1";
  };
  for (const kind of ["input", "click", "pointerup"]) document.addEventListener(kind, touch);
  document.addEventListener("visibilitychange", () => {
    const form = document.querySelector("form[data-own]:not([data-touched])");
    if (document.hidden || !form || kept().length) return;
    htmx.ajax("GET", form.dataset.own, { target: form, swap: "outerHTML" });
  });

  addEventListener("online", send);
  setInterval(() => kept().length && send(), 10_000);
  document.addEventListener("DOMContentLoaded", () => { tell(); tellRefusal(); if (kept().length) send(); });
})();
