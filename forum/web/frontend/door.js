/* The door on a phone: reads tickets with the camera, and goes on without signal.
 *
 * Who is expected stays in this page's memory. On the device are kept only looks that could not be
 * sent: a key, a hash, a code or an id, a time, what was shown; no names. A look is sent until it is answered; its key makes
 * a second arrival harmless.
 */
const door = document.querySelector("[data-door]");
const words = JSON.parse(door.dataset.words);
const SHORT = 16; // signs of a hash that the list has
const KEPT = `wethi-scans:${door.dataset.forum}`;
const AT_ONCE = 50;
const OLDEST = 3 * 24 * 3600 * 1000;
const part = (name) => door.querySelector(`[data-${name}]`);
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);

/* Looks that wait to be sent. */
const isLook = (look) =>
  /^[A-Za-z0-9_-]{16,64}$/.test(look?.key) &&
  Date.now() - new Date(look.at) < OLDEST &&
  [look.ticket, look.code, look.signup].some((text) => typeof text === "string" && text);
let waiting = [];
try {
  waiting = JSON.parse(localStorage.getItem(KEPT) ?? "[]").filter(isLook);
} catch { /* nothing was kept that can be read */ }
function keep() {
  try {
    if (waiting.length) localStorage.setItem(KEPT, JSON.stringify(waiting));
    else localStorage.removeItem(KEPT);
  } catch { /* no room on the device: the looks stay in memory */ }
  tell();
}

/* Who is expected. */
let people = null; // id → person
let byTicket = new Map();
let byCode = new Map();
let present = Number(door.dataset.present);
let total = Number(door.dataset.total);
let token = door.dataset.token;
let isOnline = navigator.onLine;
let isOut = false;

function know(listed) {
  const before = people;
  people = new Map(listed.map((person) => [person.id, person]));
  byTicket = new Map(listed.flatMap((person) => person.tickets.map((hash) => [hash, person])));
  byCode = new Map(listed.flatMap((person) => person.codes.map((hash) => [hash, person])));
  for (const look of waiting) {
    const was = before?.get(look.id);
    const person = people.get(look.id);
    if (person && !person.at && was?.at) person.at = was.at; // noted here, not sent yet
  }
}

async function ask(url, body) {
  const headers = body ? { "Content-Type": "application/json", "X-CSRFToken": token } : {};
  const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body, redirect: "error" });
  if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
  return answer.json();
}

async function refresh() {
  try {
    // A long list comes in pieces; it counts when it is whole.
    const listed = [];
    let after = "";
    do {
      const told = await ask(`${door.dataset.people}${after && `?after=${after}`}`);
      listed.push(...told.people);
      ({ present, total, token } = told);
      after = told.next ?? "";
    } while (after);
    know(listed);
    isOnline = true;
    isOut = false;
  } catch (error) {
    noted(error);
  }
  tell();
}

function noted(error) {
  // Without an answer there is no signal; an answer that refuses means: sign in again.
  if (error.status >= 400 && error.status < 500) isOut = true;
  else isOnline = false;
}

let isSending = false;
async function send() {
  if (isSending || !waiting.length) return;
  isSending = true;
  try {
    while (waiting.length) {
      const batch = waiting.slice(0, AT_ONCE);
      const told = await ask(
        door.dataset.scans,
        JSON.stringify({ scans: batch.map(({ key, at, ticket, code, signup }) => ({ key, at, ticket, code, signup })) }),
      );
      const answered = new Map(told.answers.map((answer) => [answer.key, answer]));
      waiting = waiting.filter((look) => !answered.has(look.key));
      ({ present, total } = told);
      isOnline = true;
      isOut = false;
      for (const sent of batch) if (answered.has(sent.key)) hear(answered.get(sent.key), sent);
      keep();
    }
  } catch (error) {
    noted(error);
  }
  isSending = false;
  tell();
}

function hear(answer, sent) {
  const person = people?.get(answer.id);
  if (person) person.at = answer.at;
  if (answer.key === shown) show(answer.result, answer);
  else if (answer.result !== "first" && answer.result !== sent.said) late(answer);
}

/* What the helper sees. */
const SIGNS = { first: "✓", again: "!", "not-seated": "✕", unknown: "✕", kept: "…", checking: "…" };
let shown = "";
function show(state, facts = {}) {
  const panel = part("answer");
  panel.dataset.state = state;
  part("sign").textContent = SIGNS[state];
  const isBy = state === "again" && facts.by;
  part("word").textContent = fill(isBy ? words["again-by"] : words[state], { time: facts.at, by: facts.by });
  part("name").textContent = facts.name ?? "";
  part("sector").textContent = facts.sector ? `${facts.letter} · ${facts.sector}` : "";
}

function late(answer) {
  // What was shown as new, or kept, without signal turns out otherwise: it must not pass unseen.
  const item = document.createElement("li");
  item.textContent = `${answer.name ?? words.unknown}: ${fill(words[answer.by ? "again-by" : answer.result], { time: answer.at, by: answer.by })}`;
  part("late").append(item);
  part("late-box").hidden = false;
}

function tell() {
  part("present").textContent = fill(words.present, { present, total });
  part("signal").textContent = isOut ? words.out : isOnline ? words.online : words.offline;
  part("signal").dataset.state = isOut || !isOnline ? "off" : "on";
  part("waiting").textContent = waiting.length ? fill(words.waiting, { number: waiting.length }) : "";
}

/* Looking at a ticket. */
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const hash = async (text) => hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(5)), (n) => n.toString(36).padStart(7, "0")).join("");
function clock() {
  // On Thailand's clock and in the page's way of writing, like the times that come from the server.
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Bangkok", hour: "2-digit", minute: "2-digit" });
  return fill(words.time, Object.fromEntries(parts.formatToParts(new Date()).map(({ type, value }) => [type, value])));
}

function look(asked, person) {
  const known = { key: newKey(), at: new Date().toISOString(), ...asked, id: person?.id };
  shown = known.key;
  known.said = !person ? (people ? "unknown" : "kept") : person.at ? "again" : person.seated ? "first" : "not-seated";
  // Whom the list does not know may have signed up since it came: the server has the last word.
  show(known.said === "unknown" && isOnline ? "checking" : known.said, person);
  if (known.said === "first") {
    person.at = clock();
    present += 1;
    navigator.vibrate?.(60);
  }
  waiting.push(known);
  keep();
  send();
}

let last = { text: "", at: 0 };
async function read(text) {
  // The camera sees the same ticket many times a second.
  const again = text === last.text && Date.now() - last.at < 4000;
  last = { text, at: Date.now() };
  if (again) return;
  const ticket = /\/t\/([A-Za-z0-9_-]{20,})/.exec(text);
  if (!ticket) return show("unknown");
  const full = await hash(ticket[1]);
  look({ ticket: full }, byTicket.get(full.slice(0, SHORT)));
}

async function typed(text) {
  const code = text.toLowerCase().replace(/[\s-]/g, "");
  const person = crypto.subtle && byCode.get((await hash(`${door.dataset.forum}:${code}`)).slice(0, SHORT));
  look({ code }, person);
}

/* Finding a name, in memory. */
function find(text) {
  const wanted = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const list = part("found");
  list.replaceChildren();
  if (!wanted.length || !people) return;
  const found = [...people.values()].filter((person) => wanted.every((word) => person.name.toLowerCase().includes(word)));
  for (const person of found.slice(0, 8)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet w-100";
    button.textContent = `${person.name} · ${person.letter}${person.at ? ` · ✓ ${person.at}` : ""}`;
    button.addEventListener("click", () => {
      look({ signup: person.id }, person);
      part("typed").value = "";
      find("");
    });
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
}
part("typed").addEventListener("input", (event) => find(event.target.value));
part("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = part("typed").value;
  if (!/^[a-z0-9]{8}$/i.test(text.replace(/[\s-]/g, ""))) return find(text);
  typed(text);
  part("typed").value = "";
  find("");
});

/* The camera, where the browser can read codes by itself. */
let stream = null;
async function start() {
  const video = part("video");
  try {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    part("camera").dataset.state = "on";
    navigator.wakeLock?.request("screen").catch(() => {});
    const watch = async () => {
      if (!stream) return;
      try {
        const codes = await detector.detect(video);
        if (codes.length) await read(codes[0].rawValue);
      } catch { /* a frame that cannot be read; the next one can */ }
      setTimeout(watch, 200);
    };
    watch();
  } catch {
    stop();
    doWithoutCamera();
  }
}
function doWithoutCamera() {
  part("no-camera").hidden = false;
  if (part("answer").dataset.state === "none") part("word").textContent = words.type;
}
function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  part("camera").dataset.state = "off";
}
if ("BarcodeDetector" in window && navigator.mediaDevices && crypto.subtle) {
  part("start").addEventListener("click", start);
  part("stop").addEventListener("click", stop);
} else {
  part("camera").hidden = true;
  doWithoutCamera();
}

addEventListener("online", () => { refresh(); send(); });
addEventListener("offline", () => { isOnline = false; tell(); });
addEventListener("pagehide", () => { stop(); people = null; byTicket.clear(); byCode.clear(); });
addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(() => { if (!document.hidden) send(); }, 10_000);
setInterval(() => { if (!document.hidden) refresh(); }, 60_000);
part("form").hidden = false;
tell();
refresh().then(send);
