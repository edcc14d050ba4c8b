// Who is on a ticket's page: an open page that is seen says so now and then, and what is typed in it.
import htmx from "./partial.js";

const EVERY = 20_000;
const STILL_WRITING = 30_000;
const page = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
let typed = 0;
let kind = "";
let told = "";

const place = () => document.getElementById("here");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value;
const writing = () => (Date.now() - typed < STILL_WRITING ? kind : "");

export function sayWhoIsHere() {
  if (!place()?.dataset.here || !token()) return;
  // What the page told was read by opening it, maybe before this page heard any news.
  beat()?.then(() => { if (document.querySelector("#bell.is-ringing")) htmx.trigger("#bell", "live"); });
  setInterval(beat, EVERY);
  document.addEventListener("visibilitychange", beat);
  document.addEventListener("live", (event) => { if (event.target.id === "here") beat(); });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.(".compose");
    if (!form) return;
    kind = ["reply", "note", "call", "decision", "task", "record"].find((one) => form.classList.contains(`is-${one}`)) ?? "";
    typed = Date.now();
    if (told !== kind) beat();
  });
  document.addEventListener("submit", (event) => { if (event.target.closest(".compose")) typed = 0; });
  window.addEventListener("pagehide", leave);
}

function beat() {
  if (document.hidden || !place()) return undefined;
  told = writing();
  return htmx.ajax("POST", place().dataset.here, {
    target: "#here", swap: "morph:outerHTML",
    values: { csrfmiddlewaretoken: token(), page, writing: told },
  });
}

function leave() {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token());
  body.set("page", page);
  body.set("leave", "yes");
  navigator.sendBeacon?.(place()?.dataset.here, body);
}
