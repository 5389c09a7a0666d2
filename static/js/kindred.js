/* Small conveniences. Every page works without this file. */
(() => {
  "use strict";

  const all = (selector, root = document) => [
    ...(root.matches?.(selector) ? [root] : []),
    ...root.querySelectorAll(selector),
  ];

  /* A form is sent once: a second press while the first is under way does nothing. The server has
     its own guard (the key in the form); this one only spares people a puzzling answer. */
  const release = (form) => {
    delete form.dataset.sent;
    all(".is-busy", form).forEach((button) => {
      button.classList.remove("is-busy");
      button.removeAttribute("aria-disabled");
    });
  };

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method !== "post") return;
      if (form.dataset.sent) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      form.dataset.sent = "yes";
      const button = event.submitter;
      if (button) {
        button.classList.add("is-busy");
        button.setAttribute("aria-disabled", "true");
      }
      setTimeout(() => release(form), 20000);
    },
    true,
  );
  addEventListener("pageshow", () => all("form[data-sent]").forEach(release));
  ["htmx:afterRequest", "kindred:taken"].forEach((name) =>
    document.addEventListener(name, (event) => {
      const form = event.target.closest?.("form");
      if (form) release(form);
    }),
  );

  /* Messages: a close button each; good news leaves by itself, unless somebody is reading it. */
  const closable = (notice, region) => {
    if (notice.querySelector(".close")) return;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.setAttribute("aria-label", region.dataset.close);
    close.textContent = "×";
    close.addEventListener("click", () => notice.remove());
    notice.append(close);
    if (!("fades" in notice.dataset)) return;
    const later = () =>
      setTimeout(() => {
        if (notice.matches(":hover, :focus-within")) later();
        else notice.remove();
      }, 12000);
    later();
  };

  const say = (text) => {
    const region = document.getElementById("messages");
    if (!region || !text) return;
    const notice = document.createElement("div");
    notice.className = "notice error";
    const words = document.createElement("div");
    words.className = "grow";
    words.textContent = text;
    notice.append(words);
    region.classList.add("pinned");
    region.replaceChildren(notice);
    closable(notice, region);
  };

  const regionText = (name) => document.getElementById("messages")?.dataset[name];
  document.addEventListener("htmx:sendError", () => say(regionText("lost")));
  document.addEventListener("htmx:timeout", () => say(regionText("lost")));
  const refused = ({ status, html }) => {
    const sentence = new DOMParser()
      .parseFromString(html, "text/html")
      .querySelector("[data-sentence]");
    say(sentence?.textContent.trim() || regionText(status >= 500 ? "lost" : "refused"));
  };
  document.addEventListener("htmx:responseError", ({ detail: { xhr } }) =>
    refused({ status: xhr.status, html: xhr.responseText }),
  );
  document.addEventListener("kindred:refused", ({ detail }) => refused(detail));

  /* A whole page in the place of a fragment (signed out meanwhile, refused): go there or say so. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (!/^\s*<!doctype html/i.test(xhr.responseText)) return;
    event.detail.shouldSwap = false;
    const asked = new URL(requestConfig.path, location.href);
    const answered = new URL(xhr.responseURL || asked, location.href);
    if (xhr.status < 400 && answered.pathname !== asked.pathname) {
      location.assign(answered);
      return;
    }
    const sentence = new DOMParser()
      .parseFromString(xhr.responseText, "text/html")
      .querySelector("[data-sentence]");
    say(sentence?.textContent.trim() || regionText("refused"));
  });

  /* Counting characters. The limit itself is kept by the server: a long paste is not cut off. */
  const counts = (counter) => {
    const field = document.getElementById(counter.dataset.counts);
    if (!field) return;
    const most = Number(counter.dataset.most);
    field.removeAttribute("maxlength");
    const show = () => {
      const n = [...field.value].length;
      counter.textContent = counter.dataset[n > most ? "over" : "now"]
        .replace("{n}", n)
        .replace("{most}", most)
        .replace("{over}", n - most);
      counter.classList.toggle("over", n > most);
    };
    field.addEventListener("input", show);
    show();
  };

  const reveals = (button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.reveals);
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
      button.textContent = shown ? button.dataset.show : button.dataset.hide;
    });
  };

  /* Hashtags: ask for what matches the word being typed; a press completes that word. Institutions:
     the same for the whole line. Arrow down leads to what is offered, Escape back. */
  const words = (value) => value.split(/([\s,;]+)/);
  document.addEventListener("htmx:configRequest", (event) => {
    const field = event.detail.elt;
    if (!("picks" in field.dataset)) return;
    const isLine = field.dataset.picks === "line";
    event.detail.parameters.q = isLine ? field.value : words(field.value).at(-1);
  });
  /* To press an offer is not to leave the field: half a word is not taken for the whole. */
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-adds], [data-fills]")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const offer = event.target.closest("[data-adds], [data-fills]");
    if (!offer) return;
    const offers = offer.closest("[role=group]");
    const field = offers?.parentElement.querySelector("[data-picks]");
    if (!field) return;
    field.value =
      offer.dataset.fills ??
      `${[...words(field.value).slice(0, -1), offer.dataset.adds].join("")} `;
    offers.replaceChildren();
    field.focus();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("keydown", (event) => {
    const place = event.target.closest?.("[data-picks], .offers button")?.closest(".field");
    const field = place?.querySelector("[data-picks]");
    const offers = place?.querySelector(".offers");
    if (!field || !offers?.firstElementChild) return;
    if (event.key === "Escape") {
      offers.replaceChildren();
      field.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const stops = [field, ...all("button", offers)];
      const step = event.key === "ArrowDown" ? 1 : -1;
      stops[stops.indexOf(document.activeElement) + step]?.focus();
    } else {
      return;
    }
    event.preventDefault();
  });

  /* Menus close when one looks elsewhere. */
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* The time zone of this machine, where none was chosen yet: only the value named in the attribute
     is replaced. */
  const guessesZone = (field) => {
    if (field.value !== field.dataset.guessesZone) return;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const knows = [...field.options].some((option) => option.value === zone);
    if (knows) field.value = zone;
  };

  const ready = (root) => {
    const region = document.getElementById("messages");
    if (region) all(":scope > .notice", region).forEach((notice) => closable(notice, region));
    all("[data-counts]", root).forEach(counts);
    all("[data-reveals]", root).forEach(reveals);
    all("select[data-guesses-zone]", root).forEach(guessesZone);
    all(".error-summary", root)[0]?.focus();
    all(".tabs [aria-current]", root).forEach((tab) => {
      tab.parentElement.scrollLeft += tab.getBoundingClientRect().left - innerWidth / 3;
    });
  };

  /* What somebody typed and kept on this device is nobody else's: it goes when they have signed out,
     or when another person signs in. */
  const forgets = () => {
    const { member } = document.body.dataset;
    if (member === undefined) return;
    try {
      if ((sessionStorage.getItem("kindred.member") ?? member) !== member) sessionStorage.clear();
      sessionStorage.setItem("kindred.member", member);
      Object.keys(localStorage)
        .filter((key) => key.startsWith("kindred.draft."))
        .filter((key) => !member || !key.startsWith(`kindred.draft.${member}.`))
        .forEach((key) => localStorage.removeItem(key));
    } catch {
      /* Not allowed to keep anything: then nothing was kept. */
    }
  };

  document.addEventListener("DOMContentLoaded", forgets);
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
})();
