/* For every page: small comforts. Each page works without this file. */
const page = document.documentElement;
page.classList.add("js");
const all = (selector, act) => document.querySelectorAll(selector).forEach(act);

// An error summary is what the reader must meet first.
document.querySelector(".error-summary")?.focus();

// A form is sent once; going back in the browser gives the buttons again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get" || form.target) return;
  if (form.dataset.sent) return event.preventDefault();
  setTimeout(() => {
    if (event.defaultPrevented) return;
    form.dataset.sent = "1";
    form.querySelectorAll("[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
});
addEventListener("pageshow", () =>
  all("form[data-sent]", (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[type=submit]").forEach((button) => button.removeAttribute("aria-disabled"));
  }),
);

// data-copy="#id" copies a field; data-print opens the printer.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy],[data-print]");
  if (!button) return;
  if (button.dataset.print !== undefined) return print();
  const field = document.querySelector(button.dataset.copy);
  field.select?.();
  await navigator.clipboard?.writeText(field.value ?? field.textContent);
  if (button.dataset.done) button.textContent = button.dataset.done;
});

// data-reveal="name=value" (or "name=one|other", or several with spaces between) stands open only while such an answer
// is chosen, and can be seen itself.
const isChosen = (field, value) =>
  value.split("|").includes(field.value) && (!["checkbox", "radio"].includes(field.type) || field.checked) && !field.closest(".js [data-reveal]:not(.is-open)");
const reveal = () =>
  all("[data-reveal]", (block) => {
    const fields = [...(block.closest("form")?.elements ?? [])];
    const isMet = (condition) => {
      const [name, value] = condition.split("=");
      return fields.some((field) => field.name === name && isChosen(field, value));
    };
    block.classList.toggle("is-open", block.dataset.reveal.split(" ").some(isMet));
  });
document.addEventListener("change", reveal);
reveal();

// data-count="#id" says how many characters are left.
const count = (field) => {
  const place = document.querySelector(field.dataset.count);
  if (place) place.textContent = `${[...field.value].length} / ${field.maxLength}`;
};
document.addEventListener("input", (event) => event.target.dataset?.count && count(event.target));
all("[data-count]", count);

// The current tab is in sight on a narrow screen.
all(".tabs [aria-current]", (tab) => {
  const box = tab.closest(".tabs");
  box.scrollLeft = tab.offsetLeft - (box.clientWidth - tab.offsetWidth) / 2;
});
