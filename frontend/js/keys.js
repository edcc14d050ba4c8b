// Single keys, never taken from a field, never with a modifier, and switched off in the account.
import htmx from "./partial.js";

let marked = "";
const NEW = "a[href^='/desk/calls']";
const acts = {
  j: () => step(1),
  k: () => step(-1),
  Enter: () => here()?.querySelector(".row-link")?.click(),
  " ": () => preview(),
  r: () => write("write-reply"),
  n: () => (document.getElementById("write-note") ? write("write-note") : (document.querySelector("[data-new]") ?? document.querySelector(NEW))?.click()),
  t: () => write("write-task"),
  d: () => write("write-decision"),
  x: () => here()?.querySelector("[data-pick]")?.click(),
  e: () => (document.querySelector("[data-edit]") ? document.querySelector("[data-edit]").click() : press("resolve", "close")),
  a: () => press("take"),
  w: () => document.querySelector("[data-watch]")?.click(),
  "!": () => document.querySelector("[data-unwanted]")?.click(),
  m: () => document.querySelector("[data-macros]")?.click(),
  ".": () => document.querySelector("[data-copy]")?.click(),
  c: () => document.querySelector(NEW)?.click(),
  g: () => go(),
  "/": () => document.getElementById("search")?.focus(),
  "?": () => document.getElementById("keys")?.togglePopover?.(),
};

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return send(event);
    if (event.key === "Escape") return leave(event);
    if (mayAct(event) && pressDigit(event.key)) return event.preventDefault();
    if (!mayAct(event) || !(event.key in acts)) return undefined;
    if ((event.key === "Enter" || event.key === " ") && (!here() || !isIdle(event.target))) return undefined;
    event.preventDefault();
    return acts[event.key]();
  });
  // A refreshed list comes without the mark.
  document.addEventListener("htmx:afterSettle", () => document.getElementById(marked)?.classList.add("is-here"));
  document.querySelector(".rail-keys")?.removeAttribute("hidden");
  document.getElementById("keys")?.addEventListener("beforetoggle", showWhatWorks);
}

const isOn = () => document.body.dataset.single !== "0";
const isIdle = (node) => node === document.body || node.id === "main" || node.matches(".row-link");
const rows = () => [...document.querySelectorAll("[data-keys='list'] .row")];
// Between the swap of a refreshed list and its settling no row has the mark; its name still holds.
const here = () => document.querySelector(".row.is-here") ?? (marked ? document.getElementById(marked) : null);

function mayAct(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return false;
  return isOn() || event.key === "?";
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  here()?.classList.remove("is-here");
  next.classList.add("is-here");
  marked = next.id;
  next.querySelector(".row-link").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (document.getElementById("preview")?.hidden === false) show(next);
}

function preview() {
  const panel = document.getElementById("preview");
  if (!panel) return;
  panel.hidden = !panel.hidden;
  if (!panel.hidden) show(here());
}

function show(row) {
  const address = row?.querySelector(".row-link")?.href;
  if (!address) return;
  const part = new URL(address);
  part.searchParams.set("part", "preview");
  htmx.ajax("GET", part.pathname + part.search, { target: "#preview", swap: "innerHTML" });
}

function write(choice) {
  const radio = document.getElementById(choice);
  if (!radio) return;
  radio.checked = true;
  document.querySelector(`.compose.is-${radio.value} :is(textarea, input[type="text"])`)?.focus();
}

// The first of these buttons at the head of the page that stands there now.
function press(...values) {
  for (const value of values) {
    const button = document.querySelector(`button[name=act][value="${value}"]`);
    if (button) return button.click();
  }
  return undefined;
}

// On a call sheet each result has a digit.
function pressDigit(key) {
  const button = /^[1-9]$/.test(key) && document.querySelector(`[data-digit="${key}"]`);
  button?.click?.();
  return Boolean(button);
}

// Only what works on this page now.
function showWhatWorks() {
  for (const line of document.querySelectorAll("#keys [data-needs]")) line.hidden = !document.querySelector(line.dataset.needs);
}

function go() {
  const address = document.querySelector("[data-list-url]")?.dataset.listUrl ?? document.querySelector(".rail-views a")?.href;
  if (address) location.assign(address);
}

function send(event) {
  const form = event.target.closest("form");
  if (!form?.querySelector("[data-send]")) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-send]"));
}

function leave(event) {
  const panel = document.getElementById("preview");
  if (panel && !panel.hidden) panel.hidden = true;
  const menu = event.target.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.target.matches("textarea, input")) event.target.blur();
}
