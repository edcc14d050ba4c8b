// Events carry topics, never content: each part that lives on a topic asks again for itself.
// data-live="ticket:123" lives on one ticket, data-live="ticket:" on any.
import htmx from "./partial.js";

const SETTLE = 200;
const BUSY = 2000;
const waiting = new Map();
const asked = new Map();

export function listenToNews() {
  const address = document.body.dataset.events;
  if (!address || !document.querySelector("[data-live]") || !window.EventSource) return;
  let dropped = false;
  const source = new EventSource(address);
  source.addEventListener("change", (news) => tell(news.data.split(" ")));
  source.addEventListener("error", () => { dropped = true; });
  source.addEventListener("open", () => {
    // What happened while the line was cut is not repeated, so everything asks once.
    if (dropped) for (const part of document.querySelectorAll("[data-live]")) ask(part.id, SETTLE);
    dropped = false;
  });
  window.addEventListener("pagehide", () => source.close());
}

function tell(topics) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const lives = part.dataset.live.split(" ").filter(Boolean);
    const meant = (topic) => lives.some((life) => (life.endsWith(":") ? topic.startsWith(life) : topic === life));
    if (topics.some(meant)) ask(part.id, SETTLE);
  }
}

// However much happens, one part asks at most every two seconds.
function ask(id, delay) {
  if (waiting.has(id)) return;
  const pause = Math.max(delay, (asked.get(id) ?? 0) + BUSY - Date.now());
  waiting.set(id, setTimeout(() => refresh(id), pause));
}

function refresh(id) {
  waiting.delete(id);
  const part = document.getElementById(id);
  if (!part) return;
  // Nothing moves under the pointer: a calm part waits until it has left.
  if ("calm" in part.dataset && part.matches(":hover")) {
    part.addEventListener("pointerleave", () => ask(id, SETTLE), { once: true });
    return;
  }
  asked.set(id, Date.now());
  htmx.trigger(part, "live");
}
