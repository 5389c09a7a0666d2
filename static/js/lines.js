/* The lines of an open conversation: what live.js hears is put where it belongs, once; messages that
   found no connection wait and go out by themselves. The page works without this file. */
(() => {
  "use strict";

  const log = document.querySelector(".bubbles[data-conversation]");
  if (!log) return;
  const list = document.getElementById("lines");
  const newest = () => document.getElementById("newest");
  const unsent = document.getElementById("unsent");
  const writing = document.getElementById("writing");
  const numberOf = (line) => Number(line.id.slice(1));
  const lines = () => [...list.children].filter((child) => /^m\d+$/.test(child.id));

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
      if (Number(there.dataset.change) >= Number(line.dataset.change)) return false;
      there.replaceWith(line);
      return true;
    }
    const shown = lines();
    const isEarlier = shown.length > 0 && numberOf(line) < numberOf(shown[0]);
    if (isEarlier && list.querySelector("[rel=prev]")) return false;
    const next = shown.find((other) => numberOf(other) > numberOf(line)) ?? newest();
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
  let reported = Number(log.dataset.read);
  let reporting = 0;
  const report = () => {
    if (document.visibilityState === "hidden" || !isAtEnd()) return;
    unread = 0;
    say();
    const theirs = lines().filter((line) => !line.classList.contains("mine"));
    if (!theirs.length || numberOf(theirs.at(-1)) <= reported) return;
    clearTimeout(reporting);
    reporting = setTimeout(async () => {
      const upto = numberOf(lines().at(-1));
      const answer = await post(log.dataset.reading, { upto }).catch(() => null);
      if (answer?.ok) reported = Math.max(reported, upto);
    }, 200);
  };
  [log, window].forEach((place) =>
    place.addEventListener("scroll", report, { passive: true }),
  );
  document.addEventListener("visibilitychange", report);

  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const post = (address, fields) =>
    fetch(address, {
      method: "POST",
      headers: { "HX-Request": "true", "X-CSRFToken": token() },
      body: fields instanceof FormData ? fields : new URLSearchParams(fields),
      redirect: "error",
      signal: AbortSignal.timeout(20000),
    });

  /* -- what the stream brings ----------------------------------------------------------------- */
  document.addEventListener("live:line", ({ detail }) => {
    const nodes = read(detail.html);
    const line = nodes.find((node) => node.id === `m${detail.number}`);
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

  /* -- messages that found no connection ------------------------------------------------------ */
  /* They wait in the order in which they were sent and go out under the ids they were sent with, so
     that one which had arrived after all arrives once. A reload keeps them, a closed tab does not. */
  const KEPT = `waiting:${log.dataset.conversation}`;
  const AGAIN = 15000;
  const AWAY = [429, 502, 503, 504];
  const compose = () => document.getElementById("compose");
  let queue = [];
  let isSending = false;
  let resend = 0;

  const keep = () => {
    if (queue.length) sessionStorage.setItem(KEPT, JSON.stringify(queue));
    else sessionStorage.removeItem(KEPT);
  };

  const show = (message) => {
    const [bubble] = read(document.getElementById("waiting").innerHTML);
    bubble.dataset.client = message.client_id;
    bubble.querySelector("p").textContent = message.text;
    keepingPlace(() => unsent.append(bubble), true);
  };

  const landed = (client) => {
    queue = queue.filter((message) => message.client_id !== client);
    unsent.querySelector(`[data-client="${CSS.escape(client)}"]`)?.remove();
    keep();
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
    keep();
    show(message);
    id.value = newId();
    text.value = "";
    form.querySelector("[data-no-reply]")?.click();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  };

  /* The answer brings the line, and whatever came before it. */
  const accept = (html) => {
    const holder = document.createElement("div");
    holder.append(...read(html));
    let above = [];
    keepingPlace(() => {
      [...(holder.querySelector("[hx-swap-oob^=beforebegin]")?.children ?? [])].forEach((node) => {
        above.push(node);
        if (!/^m\d+$/.test(node.id)) return;
        if (put(above, node)) window.htmx?.process(node);
        above = [];
      });
    }, true);
  };

  /* What was refused goes back into the box, with the reason, above what stands there by now. */
  const giveBack = (html) => {
    const form = read(html).find((node) => node.id === "compose");
    if (!form) return;
    const typed = compose().elements.text.value;
    const text = form.querySelector("textarea");
    text.value = [text.value, typed].filter(Boolean).join("\n");
    compose().replaceWith(form);
    window.htmx?.process(form);
    text.focus();
  };

  const send = async () => {
    if (isSending || !queue.length) return;
    isSending = true;
    clearTimeout(resend);
    while (queue.length) {
      const [message] = queue;
      const fields = { ...message, after: newest().querySelector("[name=after]")?.value ?? "" };
      const answer = await post(compose().action, fields).catch(() => null);
      if (!answer || AWAY.includes(answer.status)) break;
      const html = await answer.text().catch(() => null);
      if (html === null) break;
      if (answer.ok) accept(html);
      else giveBack(html);
      landed(message.client_id);
    }
    isSending = false;
    if (queue.length) resend = setTimeout(send, AGAIN);
  };

  /* What is typed while a message is on its way goes on in the new box. */
  let sent = "";
  let rest = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== compose() || event.detail.xhr.status >= 400) return;
    const { value } = compose().elements.text;
    rest = value.startsWith(sent) ? value.slice(sent.length).trimStart() : value;
  });
  document.addEventListener("htmx:afterSwap", () => {
    const text = compose()?.elements.text;
    if (!rest || !text) return;
    text.value = rest;
    rest = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });

  const isMessage = (event) => event.target === compose();
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isMessage(event)) return;
    if (navigator.onLine && !queue.length) {
      sent = compose().elements.text.value;
      return;
    }
    event.preventDefault();
    take(compose());
    compose().dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true, detail: {} }));
    send();
  });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) =>
    document.addEventListener(
      name,
      (event) => {
        const { status } = event.detail.xhr;
        if (!isMessage(event) || (status && !AWAY.slice(1).includes(status))) return;
        event.stopPropagation();
        take(compose());
        resend = setTimeout(send, AGAIN);
      },
      true,
    ),
  );
  ["live:hello", "live:end"].forEach((name) => document.addEventListener(name, send));
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });

  queue = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  queue.forEach(show);
  send();
  report();

  /* -- the answer to a message that was sent -------------------------------------------------- */
  /* It brings lines which the stream may have brought before. */
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { fragment, target } = event.detail;
    if (target.id !== "newest" || !fragment) return;
    let above = [];
    [...fragment.children].forEach((node) => {
      above.push(node);
      if (!/^m\d+$/.test(node.id)) return;
      if (document.getElementById(node.id)) above.forEach((one) => one.remove());
      above = [];
    });
  });
})();
