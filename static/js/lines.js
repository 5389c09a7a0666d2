/* The lines of an open conversation: what live.js hears is put where it belongs, once; what is sent
   stands there at once, and waits where there is no connection. The page works without this file. */
(() => {
  "use strict";

  const log = document.querySelector(".bubbles[data-conversation]");
  if (!log) return;
  const list = document.getElementById("lines");
  const newest = () => document.getElementById("newest");
  const unsent = document.getElementById("unsent");
  const writing = document.getElementById("writing");
  const isLine = (node) => node.id.startsWith("m-");
  const orderOf = (line) => Number(line.dataset.order); // it tells who comes first, and nothing else
  const lines = () => [...list.children].filter(isLine);

  /* -- where one is reading ------------------------------------------------------------------- */
  const floor = () => Math.min(innerHeight, log.getBoundingClientRect().bottom);
  const isAtEnd = () => newest().getBoundingClientRect().top < floor() + 120;
  const toEnd = () => {
    const shown = [newest(), unsent, writing].filter((part) => part.getClientRects().length);
    log.scrollTop = 0; // its bottom, for it is laid out from there
    if (shown.at(-1)?.getBoundingClientRect().bottom > innerHeight)
      shown.at(-1).scrollIntoView({ block: "end" });
  };

  /* Whoever reads further up goes on reading there, whatever comes below. */
  const keepingPlace = (change, follows = false) => {
    const wasAtEnd = isAtEnd();
    const mark = lines().find((line) => line.getBoundingClientRect().bottom > 0);
    const before = mark?.getBoundingClientRect().top;
    change();
    if (follows || wasAtEnd) toEnd();
    else if (mark?.isConnected) log.scrollTop += mark.getBoundingClientRect().top - before;
    return wasAtEnd;
  };

  /* -- lines ---------------------------------------------------------------------------------- */
  /* True where the page has got something that it had not. `nodes` is the line, and what stands
     above it where a day or a speaker begins. */
  const put = (nodes, line) => {
    const there = document.getElementById(line.id);
    if (there) {
      if (Number(there.dataset.version) >= Number(line.dataset.version)) return false;
      there.replaceWith(line);
      return true;
    }
    const shown = lines();
    const isEarlier = shown.length > 0 && orderOf(line) < orderOf(shown[0]);
    if (isEarlier && list.querySelector("[rel=prev]")) return false;
    const next = shown.find((other) => orderOf(other) > orderOf(line)) ?? newest();
    next.before(...nodes);
    list.querySelector("[data-empty]")?.remove();
    return true;
  };

  const read = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return [...holder.content.children];
  };

  /* -- what is new below ---------------------------------------------------------------------- */
  const fresh = document.querySelector("[data-fresh]");
  let unread = 0;
  const say = () => {
    fresh.hidden = unread === 0;
    fresh.textContent = fresh.dataset[unread === 1 ? "one" : "many"].replace("{n}", unread);
  };
  fresh.addEventListener("click", (event) => {
    event.preventDefault();
    toEnd();
    log.focus({ preventScroll: true });
  });

  /* -- having read: only what somebody had before their eyes ---------------------------------- */
  const endOf = (shown) => (shown.length ? orderOf(shown.at(-1)) : 0);
  let reported = endOf(lines());
  let reporting = 0;
  const report = () => {
    if (document.visibilityState === "hidden" || !isAtEnd()) return;
    unread = 0;
    say();
    const theirs = lines().filter((line) => !line.classList.contains("mine"));
    if (endOf(theirs) <= reported) return;
    clearTimeout(reporting);
    reporting = setTimeout(async () => {
      const last = lines().at(-1);
      const upto = last.id.slice(2);
      const answer = await post(log.dataset.reading, { upto }).catch(() => null);
      if (answer?.ok) reported = Math.max(reported, orderOf(last));
    }, 200);
  };
  [log, window].forEach((place) =>
    place.addEventListener("scroll", report, { passive: true }),
  );
  document.addEventListener("visibilitychange", report);

  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const post = (address, fields, more = {}) =>
    fetch(address, {
      method: "POST",
      headers: { "HX-Request": "true", "X-CSRFToken": token() },
      body: fields instanceof FormData ? fields : new URLSearchParams(fields),
      redirect: "error",
      signal: AbortSignal.timeout(20000),
      ...more,
    });

  /* -- what the stream brings ----------------------------------------------------------------- */
  document.addEventListener("live:line", ({ detail }) => {
    const nodes = read(detail.html);
    const line = nodes.find((node) => node.id === detail.id);
    if (!line) return;
    const isBelow = !document.getElementById(line.id);
    let isNew = false;
    const wasAtEnd = keepingPlace(() => {
      if (detail.client) landed(detail.client);
      isNew = put(nodes, line);
    });
    if (!isNew) return;
    window.htmx?.process(line);
    if (detail.mine) return;
    /* A first message is answered: the box comes with the page. */
    if (document.querySelector("[data-awaits]")) location.reload();
    writing.hidden = true;
    if (isBelow && !wasAtEnd) {
      unread += 1;
      say();
    }
    report();
  });

  document.addEventListener("live:end", ({ detail }) => {
    const [end] = read(detail);
    keepingPlace(() => newest().replaceWith(end));
    window.htmx?.process(end);
  });

  let until = 0;
  document.addEventListener("live:writing", ({ detail }) => {
    clearTimeout(until);
    const pattern = writing.dataset[detail.length === 1 ? "one" : "many"];
    keepingPlace(() => {
      writing.textContent = pattern.replace("{names}", detail.join(", "));
      writing.hidden = false;
    });
    until = setTimeout(() => (writing.hidden = true), 7000);
  });

  /* -- messages on their way ------------------------------------------------------------------ */
  /* What is sent stands on the page at once, the box is free for the next line, and messages go out
     in the order in which they were written, each under the id it was written with: one that had
     arrived after all arrives once. What found no connection waits on this device, whatever
     becomes of the page. */
  const KEPT = `kindred.draft.${document.body.dataset.member}.waiting.${log.dataset.conversation}`;
  const AGAIN = 15000;
  const AWAY = [502, 503, 504];
  const SURVIVES = 20000; // characters: so much is still sent by a page that is being left
  const compose = () => document.getElementById("compose");
  let queue = [];
  let isSending = false;
  let isStuck = false;
  let resend = 0;

  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) ?? [];
    } catch {
      return [];
    }
  };
  /* Another tab may have written there, too. */
  const keep = (change) => {
    try {
      const all = change(kept());
      if (all.length) localStorage.setItem(KEPT, JSON.stringify(all));
      else localStorage.removeItem(KEPT);
    } catch {
      /* No room, or not allowed: they wait as long as the page is open. */
    }
  };

  const show = (message) => {
    const [bubble] = read(document.getElementById("waiting").innerHTML);
    bubble.dataset.client = message.client_id;
    bubble.querySelector("p").textContent = message.text;
    keepingPlace(() => unsent.append(bubble), true);
  };

  const wait = () => {
    isStuck = true;
    unsent.querySelectorAll("[data-later]").forEach((says) => {
      says.textContent = says.dataset.later;
    });
    clearTimeout(resend);
    resend = setTimeout(send, AGAIN);
  };

  const landed = (client) => {
    queue = queue.filter((message) => message.client_id !== client);
    unsent.querySelector(`[data-client="${CSS.escape(client)}"]`)?.remove();
    keep((all) => all.filter((message) => message.client_id !== client));
  };

  const newId = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
    );

  const take = (form) => {
    const { client_id: id, text, reply_to: reply } = form.elements;
    if (!text.value.trim()) return;
    const message = { client_id: id.value, text: text.value, reply_to: reply?.value ?? "" };
    queue.push(message);
    keep((all) => [...all, message]);
    show(message);
    id.value = newId();
    text.value = "";
    form.querySelector("[data-no-reply]")?.click();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  };

  /* The answer brings the line, and whatever came before it. */
  const accept = (html) => {
    const nodes = read(html);
    const found = (name) => nodes.find((node) => node.matches(name));
    let above = [];
    keepingPlace(() => {
      [...(found("[data-lines]")?.children ?? [])].forEach((node) => {
        above.push(node);
        if (!isLine(node)) return;
        if (put(above, node)) window.htmx?.process(node);
        above = [];
      });
      const end = found("#newest");
      if (end) newest().replaceWith(end);
    }, true);
    const awaits = found("[data-awaits]");
    if (awaits) compose().replaceWith(awaits);
  };

  /* What was refused goes back into the box with the reason, and so does what waited behind it:
     above what stands there by now. */
  const giveBack = (html, status) => {
    const form = read(html).find((node) => node.id === "compose");
    const typed = [...queue.map((message) => message.text), compose().elements.text.value];
    if (form) {
      compose().replaceWith(form);
      window.htmx?.process(form);
    } else {
      const detail = { status, html };
      document.dispatchEvent(new CustomEvent("kindred:refused", { detail }));
    }
    queue.forEach((message) => landed(message.client_id));
    const { text } = compose().elements;
    text.value = typed.filter(Boolean).join("\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  };

  const send = async () => {
    if (isSending || !queue.length) return;
    isSending = true;
    clearTimeout(resend);
    while (queue.length) {
      const [message] = queue;
      const fields = { ...message, after: newest().querySelector("[name=after]")?.value ?? "" };
      const more = { keepalive: message.text.length < SURVIVES, redirect: "manual" };
      const answer = await post(compose().action, fields, more).catch(() => null);
      const html = await answer?.text().catch(() => null);
      if (typeof html !== "string" || AWAY.includes(answer.status)) break;
      if (answer.ok) {
        accept(html);
        landed(message.client_id);
        compose().dispatchEvent(new CustomEvent("kindred:landed", { bubbles: true }));
      } else giveBack(html, answer.status); // or it would lead to signing in
    }
    isSending = isStuck = false;
    if (queue.length) wait();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form !== compose()) return;
    event.preventDefault();
    take(form);
    form.dispatchEvent(new CustomEvent("kindred:taken", { bubbles: true }));
    send();
  });
  ["live:hello", "live:end"].forEach((name) => document.addEventListener(name, send));
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => {
    if (isStuck) event.preventDefault();
  });

  queue = kept();
  queue.forEach(show);
  send();
  report();
})();
