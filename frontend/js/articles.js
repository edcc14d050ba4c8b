// ?? and some words in a reply or a note: articles whose words are put in there, or behind what was typed.
import { offerChoices, write } from "./choices.js";

const SIGN = /(?:^|\s)\?\?([^\n?]{0,60})$/;
const PAUSE = 200;

export function offerArticles() {
  for (const field of document.querySelectorAll("textarea[data-articles]")) offer(field);
  // The drawer comes later than this.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-article]");
    if (!button) return;
    event.preventDefault();
    const field = button.form.querySelector("textarea");
    document.getElementById(`write-${button.value.split(":")[0]}`).checked = true;
    put(field, button.dataset.article, () => {
      // A link goes to where the cursor was, a text behind what was typed.
      if (button.value.endsWith(":short")) return [field.selectionStart || field.value.length, field.selectionEnd || field.value.length];
      field.value = field.value.trim() && `${field.value.trim()}\n\n`;
      return [field.value.length, field.value.length];
    });
  });
}

function offer(field) {
  const url = new URL(field.dataset.articles, location.href);
  let asked = 0;

  offerChoices(field, {
    sign: SIGN,
    name: "articles",
    async find(typed) {
      asked += 1;
      const turn = asked;
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
      if (turn !== asked) return null;
      url.searchParams.set("find", typed.trim());
      const told = await ask(url);
      return turn === asked ? told?.articles ?? [] : null;
    },
    draw(item, one) {
      item.append(Object.assign(document.createElement("b"), { textContent: `${one.reference} ${one.title} ${one.mark}` }));
      item.append(Object.assign(document.createElement("small"), { lang: one.language, textContent: one.excerpt }));
    },
    put(one, from, { short }) {
      url.searchParams.set("form", short ? "short" : "whole");
      put(field, `${one.url}${url.search}`, () => [from - 2, field.selectionStart]);
    },
  });
}

const ask = (url) => fetch(url, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);

// The draft names the article from now on: what is sent with it is known by that, not by its words.
async function put(field, url, place) {
  const told = await ask(url);
  if (!told) return;
  const named = Object.assign(document.createElement("input"), { type: "hidden", name: "article", value: told.article });
  field.form.querySelector("[data-draft-files]").append(named);
  const notice = document.getElementById("canned-notice");
  if (notice && field.form.id === "reply-form") {
    notice.textContent = told.notice;
    notice.hidden = !told.notice;
  }
  write(field, told.text, ...place());
}
