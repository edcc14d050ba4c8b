// Deadlines count down between two answers of the server, in the words that it used.
const MINUTE = 60_000;

export function watchClocks() {
  const words = document.getElementById("clock-words")?.dataset;
  if (!words) return;
  const say = () => document.querySelectorAll("[data-due]").forEach((node) => tick(node, words));
  say();
  setInterval(say, 10_000);
  // A tab that slept says the time as soon as it is looked at.
  window.addEventListener("focus", say);
  document.addEventListener("htmx:afterSettle", say);
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
