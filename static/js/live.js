/* The stream of an open page: numbers in the frame, and lines of an open conversation. What comes is
   handed on as events of the document, "live:" and the name the server gave it. A reload shows the
   same, so a page without this file misses nothing but speed.

   A browser opens few connections to one host, and somebody with ten tabs would have none left. So
   only a page that is looked at has a stream, of several windows side by side at most three, and the
   others ask now and then. Whoever comes back to a tab is told what was missed. */
(() => {
  "use strict";

  const place = document.querySelector("[data-conversation]")?.dataset;
  let address = place?.live ?? document.body?.dataset.live;
  if (!address || !("EventSource" in window)) return;

  const NAMES = ["hello", "beat", "line", "end", "writing", "counts", "threads", "gone", "bye"];
  const SILENCE = 45000; // the server says something every 20 seconds
  const OPENING = 8000; // until the first word; longer means that something in between holds it back
  const PASSING = 1500;
  const STREAMS = 3; // in one browser
  const FIRST_WAIT = 3000;
  const LONGEST_WAIT = 60000;

  let after = place?.after;
  let source = null;
  let watch = 0;
  let again = 0;
  let wait = FIRST_WAIT;
  let asks = false; // true: asks now and then, because an open stream did not get through
  let isOver = false;
  /* The session has ended; another may have begun in its place, as after a change of password. */
  let isLastTry = false;
  let isOpening = false;
  let giveBack = null; // what this page has taken of the streams of the browser

  const hand = (name, detail) =>
    document.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

  const close = () => {
    clearTimeout(watch);
    clearTimeout(again);
    source?.close();
    source = null;
    giveBack?.();
    giveBack = null;
  };

  /* One of the few streams of this browser: what gives it back, or null where all are taken. */
  const oneOfFew = async () => {
    if (!navigator.locks) return () => {};
    for (let number = 1; number <= STREAMS; number += 1) {
      const taken = await new Promise((tell) => {
        navigator.locks.request(`kindred.live.${number}`, { ifAvailable: true }, (lock) => {
          if (lock) return new Promise(tell);
          tell(null);
          return null;
        });
      });
      if (taken) return taken;
    }
    return null;
  };

  const query = () => {
    const asked = new URLSearchParams(asks || !giveBack ? { once: "yes" } : {});
    if (after) asked.set("after", after);
    return asked;
  };

  const reopen = () => {
    close();
    again = setTimeout(open, wait * (0.5 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  const expect = (milliseconds, otherwise) => {
    clearTimeout(watch);
    watch = setTimeout(otherwise, milliseconds);
  };

  const heard = (event) => {
    wait = FIRST_WAIT;
    expect(SILENCE, reopen);
    if (event.lastEventId) after = event.lastEventId;
    if (event.type === "bye") {
      isOver = isLastTry;
      isLastTry = true;
    } else isLastTry = false;
    if (event.type === "gone") address = document.body.dataset.live;
    if (isOver) close();
    else if (event.type === "gone" || isLastTry) reopen();
    hand(event.type, JSON.parse(event.data));
  };

  async function open() {
    const isUnseen = () => document.visibilityState === "hidden";
    if (source || isOpening || isOver || isUnseen()) return;
    clearTimeout(again);
    isOpening = true;
    giveBack = await oneOfFew();
    isOpening = false;
    if (isUnseen()) {
      close();
      return;
    }
    source = new EventSource(`${address}?${query()}`);
    NAMES.forEach((name) => source.addEventListener(name, heard));
    source.addEventListener("error", () => {
      hand("lost");
      if (source?.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
      isOver = isLastTry;
      if (isOver) close();
      else reopen();
    });
    expect(OPENING, () => {
      asks = !asks;
      reopen();
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") close();
    else open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
  addEventListener("offline", () => {
    close();
    hand("lost");
  });
  addEventListener("online", () => {
    close();
    wait = FIRST_WAIT;
    open();
  });

  document.addEventListener("live:counts", ({ detail }) => {
    document.querySelectorAll("[data-count]").forEach((sign) => {
      const html = detail[sign.dataset.count];
      if (html !== undefined && sign.innerHTML !== html) sign.innerHTML = html;
    });
  });

  /* The list of conversations is fetched again, where it is shown from its beginning. */
  const shownList = () => {
    const list = document.querySelector("[data-follows]");
    const isLater = new URLSearchParams(location.search).has("from");
    return list?.getClientRects().length && !isLater ? list : null;
  };
  const follow = async () => {
    const list = shownList();
    if (!list) return;
    const asked = { headers: { "HX-Request": "true" } };
    const answer = await fetch(list.dataset.follows, asked).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = [...page.querySelectorAll("[data-follows] > .thread")];
    if (!fresh.length) return;
    const focused = list.contains(document.activeElement) && document.activeElement.href;
    list.querySelectorAll(":scope > .thread").forEach((thread) => thread.remove());
    list.firstElementChild.after(...fresh);
    fresh.forEach((thread) => {
      if (thread.pathname === location.pathname) thread.setAttribute("aria-current", "true");
      if (thread.href === focused) thread.focus({ preventScroll: true });
    });
  };
  let following = 0;
  document.addEventListener("live:threads", () => {
    following ||= setTimeout(() => {
      following = 0;
      follow();
    }, 1500);
  });

  /* Whoever only passes through a page opens none. */
  if (place) open();
  else again = setTimeout(open, PASSING);
})();
