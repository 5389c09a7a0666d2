/* The box in which a message is written: it grows, keeps what is typed, says that somebody is
   writing, and completes names. The page works without this file. */
(() => {
  "use strict";

  const SAVE_AFTER = 1500;
  const KNOCK_EVERY = 4000;
  const MINE = "kindred.draft.";

  let knocked = 0;
  let saving;

  const box = () => document.querySelector("#compose textarea");
  const formOf = (field) => field.closest("#compose");
  const place = (form) => `${MINE}${document.body.dataset.member}.${form.dataset.draft}`;
  const token = (form) => form.elements.csrfmiddlewaretoken.value;

  const store = (form, text) => {
    try {
      const copy = { text, id: form.elements.client_id.value };
      if (text === null) localStorage.removeItem(place(form));
      else localStorage.setItem(place(form), JSON.stringify(copy));
    } catch {
      /* No room, or not allowed: the server's copy is the one there is. */
    }
  };

  const stored = (form) => {
    try {
      return JSON.parse(localStorage.getItem(place(form)));
    } catch {
      return null;
    }
  };

  const post = (form, url, fields, more = {}) =>
    fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token(form), "HX-Request": "true" },
      body: new URLSearchParams(fields),
      ...more,
    });

  /* Kept on this device at once, and in the conversation a moment later; the copy on the device
     goes when the other is there. 205: the message under this id has landed, so there is no draft
     of it any more. */
  const save = async (form, more) => {
    clearTimeout(saving);
    const { text, client_id: id } = form.elements;
    const typed = text.value;
    if (form.dataset.saved === typed) {
      store(form, null);
      return 204;
    }
    store(form, typed);
    const says = form.querySelector(".kept");
    try {
      const fields = { text: typed, client_id: id.value };
      const { status } = await post(form, form.dataset.draft, fields, more);
      if (status !== 204 && status !== 205) throw new Error(String(status));
      form.dataset.saved = typed;
      if (text.value === typed) store(form, null);
      says.textContent = "";
      return status;
    } catch {
      says.textContent = typed ? says.dataset.kept : "";
      return 0;
    }
  };

  const grow = (field) => {
    if (CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };

  /* Names of those in the conversation, after an "@". */
  const WORD = /(?:^|\s)@([a-z0-9_]*)$/i;
  const offer = (field) => {
    const offers = formOf(field).querySelector(".mentions");
    if (!offers) return;
    const typed = WORD.exec(field.value.slice(0, field.selectionStart));
    const start = typed?.[1].toLowerCase();
    let shown = 0;
    for (const button of offers.children) {
      const fits =
        typed &&
        shown < 6 &&
        [button.dataset.mention, ...button.textContent.toLowerCase().split(/[\s@]+/)].some((word) =>
          word.startsWith(start),
        );
      button.hidden = !fits;
      if (fits) shown += 1;
    }
    offers.hidden = !shown;
  };

  const complete = (button) => {
    const field = box();
    const at = field.selectionStart;
    const before = field.value.slice(0, at).replace(/@[a-z0-9_]*$/i, `@${button.dataset.mention} `);
    field.value = before + field.value.slice(at).replace(/^ /, "");
    field.setSelectionRange(before.length, before.length);
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mention]");
    if (button) complete(button);
  });
  document.addEventListener("keydown", (event) => {
    const offers = document.querySelector("#compose .mentions:not([hidden])");
    if (!offers || !event.target.closest("#compose")) return;
    const stops = [box(), ...offers.querySelectorAll("button:not([hidden])")];
    const at = stops.indexOf(document.activeElement);
    if (event.key === "Escape") {
      offers.hidden = true;
      stops[0].focus();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      stops[(at + (event.key === "ArrowUp" ? 1 : stops.length - 1)) % stops.length].focus();
    } else {
      return;
    }
    event.preventDefault();
  });

  document.addEventListener("input", (event) => {
    const field = event.target;
    const form = field.closest?.("#compose");
    if (!form || field.name !== "text") return;
    grow(field);
    offer(field);
    store(form, field.value);
    clearTimeout(saving);
    saving = setTimeout(() => save(form), SAVE_AFTER);
    if (field.value && Date.now() - knocked > KNOCK_EVERY) {
      knocked = Date.now();
      post(form, form.dataset.typing, {}).catch(() => {});
    }
  });

  /* Sent: nothing is left to keep here. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id !== "compose") return;
    clearTimeout(saving);
    store(form, null);
  });
  /* Kept elsewhere until it is sent: what is left to say is that the box is empty, if it was not
     where a draft of it is kept. */
  document.addEventListener("kindred:taken", (event) => {
    knocked = 0;
    if (event.target.dataset.saved) return;
    clearTimeout(saving);
    store(event.target, null);
  });
  /* With it went the draft in the conversation, also one of the next message. */
  document.addEventListener("kindred:landed", () => {
    const field = box();
    if (!field) return;
    const form = formOf(field);
    form.dataset.saved = "";
    clearTimeout(saving);
    saving = setTimeout(() => save(form), SAVE_AFTER);
  });
  addEventListener("online", () => {
    const field = box();
    if (field) save(formOf(field));
  });
  addEventListener("pagehide", () => {
    const field = box();
    if (field && !formOf(field).dataset.sent) save(formOf(field), { keepalive: true });
  });

  /* What was typed when the connection was away, or the page was closed, is in the box again. */
  document.addEventListener("DOMContentLoaded", async () => {
    const field = box();
    if (!field) return;
    const form = formOf(field);
    form.dataset.saved = field.value;
    const copy = stored(form);
    if (copy && !field.hasAttribute("aria-invalid")) {
      const { client_id: id } = form.elements;
      const fresh = id.value;
      id.value = copy.id;
      field.value = copy.text;
      if ((await save(form)) === 205) {
        id.value = fresh;
        field.value = "";
        form.dataset.saved = "";
      }
    }
    grow(field);
  });
})();
