// Taking a suggestion over into the triage form; the link alone does it by a fresh page.
export function takeSuggestions() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-take]");
    const form = document.getElementById("triage-severity")?.form;
    if (!link || !form || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    for (const name of ["severity", "level", "team"]) {
      const field = form.elements[name];
      if (!field || !(name in link.dataset)) continue;
      field.value = link.dataset[name];
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const panel = link.closest("[data-suggestion]");
    panel.classList.add("is-taken");
    const note = panel.querySelector("[data-taken]");
    note.textContent = note.dataset.taken;
    form.querySelector("[type=submit]").focus();
  });
}
