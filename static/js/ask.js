/* While an ask is written: the characters of its three texts together, and a hint when it could
   have gone to anybody. The limit itself is kept by the server. */
(() => {
  "use strict";

  const SHORT = 60;
  const FIELDS = ["id_why", "id_first_month", "id_tried"];

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-together]");
    if (!form) return;
    const most = Number(form.dataset.together);
    const counter = document.getElementById("together");
    const hint = document.getElementById("hint");
    const fields = FIELDS.map((id) => document.getElementById(id));
    const length = (field) => [...field.value.trim()].length;

    const count = () => {
      const n = fields.reduce((sum, field) => sum + length(field), 0);
      counter.textContent = counter.dataset[n > most ? "over" : "now"]
        .replace("{n}", n)
        .replace("{most}", most)
        .replace("{over}", n - most);
      counter.classList.toggle("over", n > most);
    };

    /* Said when a field is left, not at every key: nobody is hurried. */
    const advise = () => {
      const [why, month] = fields.map(length);
      let said = "";
      if (why && why < SHORT && !fields[0].value.includes("#")) said = hint.dataset.short;
      else if (why && !month) said = hint.dataset.noMonth;
      if (hint.textContent !== said) hint.textContent = said;
    };

    fields.forEach((field) => {
      field.addEventListener("input", count);
      field.addEventListener("change", advise);
    });
    count();
  });
})();
