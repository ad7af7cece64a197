/* Comforts of ballots: running totals, steppers, an order by dragging. Every ballot works without this file, and
   what is sent is always what stands in its fields. Everything is listened for on the document, because a live page
   brings new ballots at any time. */
(() => {
  const number = (text) => {
    const plain = text.trim().replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50));
    return /^\d+$/.test(plain) ? Number(plain) : 0;
  };
  const shown = (value) => value.toLocaleString(document.documentElement.lang || "th");
  const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);

  // Totals: points left, or what the chosen cost.
  const total = (form) => form.querySelectorAll("[data-total]").forEach((place) => {
    const most = Number(place.dataset.most);
    const sum = place.dataset.total === "points"
      ? [...form.querySelectorAll("[data-points]")].reduce((all, field) => all + number(field.value), 0)
      : [...form.querySelectorAll("[data-price]:checked")].reduce((all, box) => all + Number(box.dataset.price), 0);
    const facts = { sum: shown(sum), left: shown(most - sum), over: shown(sum - most) };
    place.classList.toggle("is-over", sum > most);
    place.textContent = filled(sum > most ? place.dataset.over : place.dataset.says, facts);
  });

  // An order: rows with a number stand first, by their numbers.
  const rows = (list) => [...list.querySelectorAll(".rank-row")];
  const field = (row) => row.querySelector(".rank-number");
  const rank = (row) => number(field(row).value);
  const sort = (list) => {
    const before = rows(list);
    const after = [...before].sort((a, b) => (rank(a) || Infinity) - (rank(b) || Infinity) || before.indexOf(a) - before.indexOf(b));
    if (after.some((row, place) => row !== before[place])) after.forEach((row) => list.append(row));
    after.forEach((row) => row.classList.toggle("is-ranked", rank(row) > 0));
  };
  const write = (list, ranked) => {
    rows(list).forEach((row) => { field(row).value = ""; });
    ranked.slice(0, Number(list.dataset.places)).forEach((row, place) => { field(row).value = String(place + 1); });
    sort(list);
  };
  const say = (list, row) => {
    const place = list.parentElement.querySelector("[data-rank-said]");
    const option = row.querySelector(".ballot-name .user-text").textContent;
    const at = rank(row);
    place.textContent = filled(at ? list.dataset.says : list.dataset.unranked, { option, place: shown(at) });
  };
  // Put a row at a place among the ranked (from 0), or out of them.
  const put = (list, row, place) => {
    const others = rows(list).filter((each) => each !== row && rank(each));
    if (place <= others.length) others.splice(Math.max(0, place), 0, row);
    write(list, others);
    say(list, row);
  };
  const move = (button) => {
    const row = button.closest(".rank-row");
    const list = row.parentElement;
    const ranked = rows(list).filter(rank);
    const at = ranked.indexOf(row);
    const step = Number(button.dataset.move);
    if (at < 0) put(list, row, step < 0 ? ranked.length : Infinity);
    else put(list, row, at + step < ranked.length ? at + step : Infinity);
    button.focus();
  };
  // A number that another option has already moves that one down, unless equals may be.
  const typed = (input) => {
    const row = input.closest(".rank-row");
    const list = row.parentElement;
    if (list.dataset.rank === "strict" && rank(row)) {
      const taken = new Set([rank(row)]);
      rows(list).filter((each) => each !== row && rank(each)).sort((a, b) => rank(a) - rank(b)).forEach((each) => {
        let at = rank(each);
        while (taken.has(at)) at += 1;
        taken.add(at);
        field(each).value = at <= Number(list.dataset.places) ? String(at) : "";
      });
    }
    sort(list);
    say(list, row);
    input.focus();
  };

  // Dragging by the grip: the row follows the finger from place to place.
  let held = null;
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.(".rank-grip");
    if (!grip) return;
    event.preventDefault();
    held = grip.closest(".rank-row");
    held.classList.add("is-held");
    grip.setPointerCapture?.(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const list = held.parentElement;
    const below = rows(list).find((row) => {
      const box = row.getBoundingClientRect();
      return row !== held && event.clientY < box.top + box.height / 2;
    });
    if (below !== held.nextElementSibling) list.insertBefore(held, below ?? null);
  });
  const drop = () => {
    if (!held) return;
    const row = held;
    const list = row.parentElement;
    held = null;
    row.classList.remove("is-held");
    const all = rows(list);
    const before = all.slice(0, all.indexOf(row));
    const isBelowAll = before.some((each) => !rank(each));
    put(list, row, isBelowAll ? Infinity : before.length);
  };
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-step],[data-move]");
    if (!button) return;
    if (button.dataset.move) return move(button);
    const input = button.parentElement.querySelector("input");
    const value = Math.max(0, number(input.value) + Number(button.dataset.step));
    input.value = value ? String(value) : "";
    total(input.form);
  });
  document.addEventListener("input", (event) => event.target.form && total(event.target.form));
  document.addEventListener("change", (event) => {
    if (event.target.matches(".rank-number")) typed(event.target);
    if (event.target.form) total(event.target.form);
  });
  const begin = () => document.querySelectorAll("form.vote").forEach((form) => {
    total(form);
    form.querySelectorAll(".rank-list").forEach(sort);
  });
  document.addEventListener("htmx:load", begin);
  document.addEventListener("DOMContentLoaded", begin);
  if (document.readyState !== "loading") begin();
})();
