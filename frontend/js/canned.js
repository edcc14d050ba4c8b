// Canned answers beside a reply: found as one types, by /key or in the list, put in at the cursor.
import { keeperOf } from "./drafts.js";
import htmx from "./partial.js";

const SLASH = /(?:^|\s)\/([a-z0-9-]*)$/;

export function offerCanned() {
  const opener = document.querySelector("[data-canned-url]");
  const panel = document.getElementById("canned-panel");
  if (!opener || !panel) return;
  const text = opener.form.querySelector("textarea");
  const find = panel.querySelector("input");
  const said = document.getElementById("canned-said");
  const notice = document.getElementById("canned-notice");
  let slash = -1;
  let marked = null;
  let moved = false;

  const shown = () => [...panel.querySelectorAll("li:not([hidden])")];
  const wanted = () => (slash < 0 ? find.value : text.value.slice(slash + 1, text.selectionStart));

  function mark(item) {
    marked?.classList.remove("is-here");
    marked = item ?? null;
    marked?.classList.add("is-here");
    marked?.scrollIntoView({ block: "nearest" });
    said.textContent = marked?.querySelector("b").textContent ?? "";
  }

  function filter() {
    const words = wanted().toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of panel.querySelectorAll("li")) item.hidden = !words.every((word) => item.dataset.words.includes(word));
    const key = shown().find((item) => item.querySelector("button").value.startsWith(words[0] ?? ""));
    mark(key ?? shown()[0]);
    moved = false;
  }

  async function open() {
    panel.hidden = false;
    await htmx.ajax("GET", opener.dataset.cannedUrl, { target: "#canned", swap: "innerHTML" });
    filter();
  }

  function close() {
    panel.hidden = true;
    slash = -1;
    find.value = "";
  }

  function put(button) {
    const from = slash < 0 ? text.selectionStart : slash;
    const words = button.dataset.text;
    text.setRangeText(words, from, text.selectionEnd, "end");
    close();
    notice.textContent = button.dataset.notice;
    notice.hidden = !button.dataset.notice;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    if (button.dataset.files) enclose(button.value);
    const [hole] = holesIn(words);
    if (hole) text.setSelectionRange(from + hole.index, from + hole.index + hole[0].length);
  }

  function putBehind(button) {
    close();
    document.getElementById("write-reply").checked = true;
    const typed = text.value.trim();
    text.value = typed ? `${typed}\n\n` : "";
    text.setSelectionRange(text.value.length, text.value.length);
    put(button);
  }

  // The server puts copies of its files into the draft, where each can be taken off again.
  function enclose(key) {
    const body = () => {
      const sent = new FormData(opener.form);
      sent.delete("attachments");
      sent.set("put", key);
      return sent;
    };
    keeperOf(opener.form)?.upload(body, { show() {}, abort() {} }).catch(() => {});
  }

  function choose(event) {
    if (panel.hidden) return;
    if (event.key === "Escape") {
      close();
      text.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = shown();
      const next = all.indexOf(marked) + (event.key === "ArrowDown" ? 1 : -1);
      mark(all[Math.min(Math.max(next, 0), all.length - 1)]);
      moved = true;
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && (event.target === find || wanted() || moved)) {
      if (marked) put(marked.querySelector("button"));
      else if (event.target !== find) return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  opener.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!panel.hidden) return close();
    await open();
    return find.focus();
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("li button");
    if (!button) return;
    event.preventDefault();
    put(button);
  });
  // What solved another request stands in a drawer, which comes later than this.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-put-behind]");
    if (!button) return;
    event.preventDefault();
    putBehind(button);
  });
  find.addEventListener("input", filter);
  for (const field of [find, text]) field.addEventListener("keydown", choose);
  text.addEventListener("input", () => {
    showHoles(text);
    const found = SLASH.exec(text.value.slice(0, text.selectionStart));
    if (found && (slash >= 0 || panel.hidden)) {
      slash = text.selectionStart - found[1].length - 1;
      if (panel.hidden) open();
      else filter();
    } else if (slash >= 0) close();
  });
  showHoles(text);
}

const place = () => document.getElementById("canned-holes");

// Only what the server would refuse: other braces are the writer's own.
function holesIn(words) {
  const known = place().dataset.variables.split(" ");
  return [...words.matchAll(/\{\{[ \t]*([a-z.]+)[ \t]*\}\}/g)].filter((hole) => known.includes(hole[1]));
}

function showHoles(text) {
  const holes = new Set(holesIn(text.value).map((hole) => hole[0]));
  place().hidden = !holes.size;
  place().querySelector("b").textContent = [...holes].join(" ");
}
