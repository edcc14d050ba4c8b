// @ and the beginning of a name in a note: colleagues who may be meant, chosen by key or pointer.
const SIGN = /(?:^|[\s(,;:])@([\p{L}\p{N}._'’-]*)$/u;
const MOST = 8;

export function offerMentions() {
  for (const field of document.querySelectorAll("textarea[data-mention]")) offer(field);
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function offer(field) {
  const list = document.createElement("ul");
  list.className = "mentions";
  list.id = `${field.id}-mentions`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.after(list);
  let people = null;
  let at = 0;

  const typed = () => SIGN.exec(field.value.slice(0, field.selectionStart));
  const close = () => {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  };

  async function know() {
    people ??= fetch(field.dataset.mention, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { people: [] }))
      .then((told) => told.people)
      .catch(() => { people = null; return []; });
    return people;
  }

  async function show() {
    if (!typed()) return close();
    const all = await know();
    const found = typed();
    if (!found) return close();
    const wanted = plain(found[1].replace(/[._]/g, " "));
    const fits = all.filter((name) => plain(name).startsWith(wanted) || plain(name).split(" ").some((word) => word.startsWith(wanted)));
    if (!fits.length) return close();
    list.replaceChildren(...fits.slice(0, MOST).map((name, number) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      item.textContent = name;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); put(name); });
      return item;
    }));
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    return mark(0);
  }

  function mark(number) {
    const items = [...list.children];
    at = (number + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    items[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", items[at].id);
  }

  function put(name) {
    const found = typed();
    if (!found) return;
    const from = field.selectionStart - found[1].length;
    field.setRangeText(`${name} `, from, field.selectionStart, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  field.addEventListener("input", show);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Enter" || event.key === "Tab") put(list.children[at].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
