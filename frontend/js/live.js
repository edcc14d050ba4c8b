// Events carry topics, never content: each part that lives on a topic asks again for itself.
import htmx from "./partial.js";

const SETTLE = 150;
const waiting = new Map();

export function listenToNews() {
  const address = document.body.dataset.events;
  const topics = new Set([...document.querySelectorAll("[data-live]")].flatMap((part) => part.dataset.live.split(" ")).filter(Boolean));
  if (!address || !topics.size || !window.EventSource) return;
  const query = new URLSearchParams([...topics].map((topic) => ["topic", topic]));
  let dropped = false;
  const source = new EventSource(`${address}?${query}`);
  source.addEventListener("message", (news) => tell(news.data));
  source.addEventListener("error", () => { dropped = true; });
  source.addEventListener("open", () => {
    // What happened while the line was cut is not repeated, so everything asks once.
    if (dropped) topics.forEach(tell);
    dropped = false;
  });
  window.addEventListener("pagehide", () => source.close());
}

function tell(topic) {
  for (const part of document.querySelectorAll(`[data-live~="${CSS.escape(topic)}"]`)) ask(part);
}

function ask(part) {
  const key = part.id;
  clearTimeout(waiting.get(key));
  waiting.set(key, setTimeout(() => refresh(key), SETTLE));
}

function refresh(key) {
  const part = document.getElementById(key);
  if (!part) return;
  // Nothing moves under the pointer: a calm part waits until it has left.
  if ("calm" in part.dataset && part.matches(":hover")) {
    part.addEventListener("pointerleave", () => ask(part), { once: true });
    return;
  }
  htmx.trigger(part, "live");
}
