// Buttons that put marks around what is chosen; without script the marks are typed.
const AROUND = { strong: "**", em: "*", code: "`" };
const BEFORE = { list: () => "- ", steps: (row) => `${row + 1}. `, quote: () => "> " };
const KEYS = { b: "strong", i: "em", k: "link" };

export function offerMarks() {
  for (const bar of document.querySelectorAll("[data-marks]")) {
    const text = bar.closest("form").querySelector("textarea");
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-mark]");
      if (button) mark(text, button.dataset.mark);
    });
    text.addEventListener("keydown", (event) => {
      const kind = KEYS[event.key.toLowerCase()];
      if (!kind || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      mark(text, kind);
    });
  }
}

function mark(text, kind) {
  text.focus();
  if (kind === "link") link(text);
  else if (kind in AROUND) surround(text, AROUND[kind]);
  else begin(text, BEFORE[kind]);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// Typed as if by hand, so that the browser's own "undo" takes it back.
function put(text, from, to, words) {
  text.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, words)) text.setRangeText(words, from, to, "end");
}

function surround(text, sign) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const words = value.slice(from, to);
  const block = sign === "`" && words.includes("\n");
  const [open, close] = block ? ["```\n", "\n```"] : [sign, sign];
  if (words.startsWith(open) && words.endsWith(close) && words.length >= open.length + close.length) {
    put(text, from, to, words.slice(open.length, words.length - close.length));
    return;
  }
  put(text, from, to, open + words + close);
  text.setSelectionRange(from + open.length, from + open.length + words.length);
}

function begin(text, sign) {
  const { value } = text;
  const from = value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const end = value.indexOf("\n", text.selectionEnd);
  const to = end < 0 ? value.length : end;
  const lines = value.slice(from, to).split("\n");
  const had = lines.every((line, row) => line.startsWith(sign(row)));
  const changed = lines.map((line, row) => (had ? line.slice(sign(row).length) : sign(row) + line));
  put(text, from, to, changed.join("\n"));
}

function link(text) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const words = value.slice(from, to);
  const isAddress = /^https?:\/\/\S+$/.test(words);
  put(text, from, to, isAddress ? `[](${words})` : `[${words}](https://)`);
  const place = isAddress ? from + 1 : from + words.length + 3;
  text.setSelectionRange(place, isAddress ? place : place + "https://".length);
}
