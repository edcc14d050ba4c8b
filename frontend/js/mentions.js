// @ and the beginning of a name in a note: colleagues who may be meant.
import { offerChoices, write } from "./choices.js";

const SIGN = /(?:^|[\s(,;:])@([\p{L}\p{N}._'’-]*)$/u;
const MOST = 8;

export function offerMentions() {
  for (const field of document.querySelectorAll("textarea[data-mention]")) offer(field);
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function offer(field) {
  let people = null;

  async function know() {
    people ??= fetch(field.dataset.mention, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { people: [] }))
      .then((told) => told.people)
      .catch(() => { people = null; return []; });
    return people;
  }

  offerChoices(field, {
    sign: SIGN,
    name: "mentions",
    async find(typed) {
      const wanted = plain(typed.replace(/[._]/g, " "));
      const fits = (name) => plain(name).startsWith(wanted) || plain(name).split(" ").some((word) => word.startsWith(wanted));
      return (await know()).filter(fits).slice(0, MOST);
    },
    draw(item, name) { item.textContent = name; },
    put(name, from) { write(field, `${name} `, from, field.selectionStart); },
  });
}
