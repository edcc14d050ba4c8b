// A list under a text, opened by a sign that is typed in it: chosen by key or pointer.
export function offerChoices(field, { sign, name, find, draw, put }) {
  const list = document.createElement("ul");
  list.className = "mentions";
  list.id = `${field.id}-${name}`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.after(list);
  let found = [];
  let at = 0;

  const typed = () => sign.exec(field.value.slice(0, field.selectionStart));
  const close = () => {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  };

  async function show() {
    if (!typed()) return close();
    const fits = await find(typed()[1]);
    // Whoever typed on meanwhile asked again.
    if (!fits) return undefined;
    if (!typed() || !fits.length) return close();
    found = fits;
    list.replaceChildren(...fits.map((one, number) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      draw(item, one);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(number, event.shiftKey); });
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

  // With shift, what is chosen is put in shorter, where there is such a way.
  function choose(number, short = false) {
    const sought = typed();
    close();
    if (sought) put(found[number], field.selectionStart - sought[1].length, { short });
  }

  field.addEventListener("input", show);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Enter") choose(at, event.shiftKey);
    else if (event.key === "Tab") choose(at);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// Writes over what stands between two places, as if it were typed.
export function write(field, words, from, to) {
  field.setRangeText(words, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
