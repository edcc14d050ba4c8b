// Ticking tickets: the boxes and their form work by themselves; this saves steps and keeps count.
export function tickRows() {
  const form = document.getElementById("pick");
  if (!form) return;
  const others = Number(form.dataset.others);
  let last = null;
  const boxes = () => [...document.querySelectorAll("[data-pick]")];
  const count = () => {
    const ticked = boxes().filter((box) => box.checked).length + others;
    form.querySelector("[data-pick-count]").textContent = ticked.toLocaleString(document.documentElement.lang);
    form.classList.toggle("is-on", ticked > 0);
  };
  document.addEventListener("click", (event) => {
    if (event.target.matches("[data-pick]")) {
      const all = boxes();
      const [from, to] = [all.findIndex((box) => box.id === last), all.indexOf(event.target)].sort((a, b) => a - b);
      if (event.shiftKey && from >= 0) for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
      last = event.target.id;
      count();
    } else if (event.target.closest("[data-pick-all]")) {
      event.preventDefault();
      const all = boxes();
      const ticks = !all.every((box) => box.checked);
      for (const box of all) box.checked = ticks;
      count();
    } else carry(event.target.closest(".pager a"));
  });
  document.addEventListener("htmx:afterSettle", count);
  count();

  // What is ticked goes along to the next page of the list.
  function carry(link) {
    if (!link) return;
    const ticked = boxes().filter((box) => box.checked).map((box) => box.value);
    const picked = [form.elements.picked.value, ...ticked].filter(Boolean).join(".");
    const address = new URL(link.href);
    if (picked) address.searchParams.set("picked", picked);
    link.href = address.href;
  }
}
