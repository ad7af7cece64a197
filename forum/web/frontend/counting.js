/* The pad for hands and paper: plus and minus, and the sum. Without it the numbers are typed. */
const thai = /[๐-๙]/g;
const value = (field) => Number(field.value.replace(thai, (sign) => sign.charCodeAt(0) - 0x0e50)) || 0;

const sum = (form) => {
  const place = form.querySelector("[data-sum]");
  if (!place) return;
  const all = [...form.querySelectorAll(".stepper input")].reduce((total, field) => total + value(field), 0);
  place.textContent = all;
  place.parentElement.classList.toggle("is-over", all > Number(form.dataset.left ?? Infinity));
};

document.querySelectorAll("form.pad").forEach((form) => {
  form.addEventListener("click", (event) => {
    const key = event.target.closest("[data-step]");
    if (!key) return;
    const field = document.getElementById(key.dataset.for);
    field.value = Math.max(0, value(field) + Number(key.dataset.step));
    sum(form);
  });
  form.addEventListener("input", () => sum(form));
  form.addEventListener("focusin", (event) => event.target.matches(".stepper input") && event.target.select());
  sum(form);
});
