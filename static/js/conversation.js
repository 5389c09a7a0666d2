/* A conversation that is open: it asks for new messages only while somebody looks at it, and
   Control or Command with Enter sends. The page works without this file. */
(() => {
  "use strict";

  document.addEventListener("htmx:beforeRequest", (event) => {
    const asks = "onlyWhenLookedAt" in event.detail.elt.dataset;
    if (asks && document.visibilityState === "hidden") event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form[data-sends-with-enter]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button"));
  });

  /* The newest line stays in sight when one was reading there. */
  document.addEventListener("htmx:afterSettle", () => {
    const log = document.querySelector(".bubbles");
    if (log && Math.abs(log.scrollTop) < 200) log.scrollTop = 0;
  });
})();
