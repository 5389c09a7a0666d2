/* A conversation that is open: where it opens, jumping to what was answered, the menu beside a
   message. The page works without this file: every step of it is a link to a page. */
(() => {
  "use strict";

  const log = () => document.querySelector(".bubbles");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form[data-sends-with-enter]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.primary"));
  });

  /* The newest line stays in sight when one was reading there. */
  document.addEventListener("htmx:afterSettle", () => {
    const lines = log();
    if (lines?.querySelector(".said")) lines.querySelector("[data-empty]")?.remove();
    if (lines && Math.abs(lines.scrollTop) < 200) lines.scrollTop = 0;
  });

  /* Opened without a place in the address: at what is new. */
  document.addEventListener("DOMContentLoaded", () => {
    if (!location.hash) document.getElementById("new")?.scrollIntoView({ block: "center" });
  });

  /* What a message answers: a jump, if it stands on this page. */
  const jump = (place) => {
    const line = place && document.getElementById(place);
    if (!line) return false;
    line.scrollIntoView({ block: "center" });
    history.replaceState(null, "", `#${place}`);
    line.querySelector("a")?.focus({ preventScroll: true });
    return true;
  };

  /* The menu beside a message is the page of that message, fetched into a dialog. */
  const dialog = () => document.getElementById("acts");

  const open = async (url) => {
    const box = dialog();
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      box.innerHTML = await answer.text();
    } catch {
      location.assign(url);
      return;
    }
    if (!box.open) box.showModal();
    (box.querySelector("textarea") ?? box.querySelector("a, button"))?.focus();
  };

  const answer = (link) => {
    const form = document.getElementById("compose");
    const line = document.getElementById(link.dataset.anchor);
    const bar = form?.querySelector(".replying");
    if (!bar || !line) return false;
    const quote = bar.querySelector(".quoted");
    form.elements.reply_to.value = link.dataset.replies;
    quote.href = `#${link.dataset.anchor}`;
    quote.dataset.jumps = link.dataset.anchor;
    quote.querySelector("bdi").textContent = link.dataset.who;
    quote.querySelector(".words").textContent = line.querySelector(".bubble > p").textContent;
    bar.hidden = false;
    dialog().close();
    form.elements.text.focus();
    return true;
  };

  const copy = async (link) => {
    try {
      await navigator.clipboard.writeText(link.href);
      link.textContent = link.dataset.copied;
    } catch {
      location.assign(link.href);
    }
  };

  document.addEventListener("click", (event) => {
    const box = dialog();
    if (event.target === box) {
      box.close();
      return;
    }
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !box) return;
    let done = true;
    if (link.matches(".act, dialog [data-stays]")) open(link.href);
    else if (link.matches("[data-jumps]")) done = jump(link.dataset.jumps);
    else if (link.matches("dialog [data-replies]")) done = answer(link);
    else if (link.matches("dialog [data-copies]")) copy(link);
    else if (link.matches("dialog [data-closes]")) box.close();
    else if (link.matches("[data-no-reply]")) {
      const form = link.closest("form");
      form.elements.reply_to.value = "";
      link.closest(".replying").hidden = true;
      form.elements.text.focus();
    } else return;
    if (done) event.preventDefault();
  });
})();
