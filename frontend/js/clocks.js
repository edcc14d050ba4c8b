// Deadlines count down between two answers of the server, in the words that it used.
const MINUTE = 60_000;

export function watchClocks() {
  countUp();
  const words = document.getElementById("clock-words")?.dataset;
  if (!words) return;
  const say = () => document.querySelectorAll("[data-due]").forEach((node) => tick(node, words));
  say();
  setInterval(say, 10_000);
  // A tab that slept says the time as soon as it is looked at.
  window.addEventListener("focus", say);
  document.addEventListener("htmx:afterSettle", say);
}

// Since a start, by the server's clock: how far this one is off is known from the page.
function countUp() {
  const node = document.querySelector("[data-since][data-now]");
  if (!node) return;
  const off = Date.now() - Date.parse(node.dataset.now);
  const since = Date.parse(node.dataset.since);
  setInterval(() => {
    const seconds = Math.max(Math.floor((Date.now() - off - since) / 1000), 0);
    const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    node.textContent = [hours, ...[minutes, rest].map((part) => String(part).padStart(2, "0"))].join(":");
  }, 1000);
}

function tick(node, words) {
  const left = Date.parse(node.dataset.due) - Date.now();
  if (Number.isNaN(left)) return;
  const text = (left > 0 ? words.left : words.late).replace("#", span(Math.abs(left), words));
  if (node.textContent !== text) node.textContent = text;
}

function span(milliseconds, words) {
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 1) return words.moment;
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days) return hours ? `${days} ${words.day} ${hours} ${words.hour}` : `${days} ${words.day}`;
  if (hours) return rest ? `${hours} ${words.hour} ${rest} ${words.minute}` : `${hours} ${words.hour}`;
  return `${rest} ${words.minute}`;
}
