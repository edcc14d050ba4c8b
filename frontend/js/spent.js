// What an answer took: the minutes since its first word, until somebody types other ones.

const MINUTE = 60_000;

export function countTime() {
  for (const place of document.querySelectorAll("[data-spent]")) count(place);
}

function count(place) {
  const form = place.closest("form");
  const field = place.querySelector("input[type=text]");
  let begun = Date.parse(place.dataset.spent) || 0;
  let own = Boolean(field.value) && !begun;
  const tell = () => {
    if (begun && !own) field.value = String(Math.max(1, Math.round((Date.now() - begun) / MINUTE)));
  };
  field.addEventListener("input", () => { own = true; });
  form.addEventListener("input", (event) => {
    if (event.target.name !== "body") return;
    begun ||= Date.now();
    tell();
  });
  form.addEventListener("submit", tell, { capture: true });
}
