// What is typed survives a crash, a time-out and a wrong click: it stays in this tab until it was sent.
const PREFIX = "draft:";

export function keepDrafts() {
  for (const field of document.querySelectorAll("textarea[data-draft]")) keep(field);
}

function keep(field) {
  const key = PREFIX + field.dataset.draft;
  const sent = `${key}:sent`;
  const failed = field.form.querySelector("[data-form-errors]");
  if (sessionStorage.getItem(sent) && !failed) sessionStorage.removeItem(key);
  sessionStorage.removeItem(sent);
  if (!field.value) field.value = sessionStorage.getItem(key) ?? "";
  field.addEventListener("input", () => {
    if (field.value) sessionStorage.setItem(key, field.value);
    else sessionStorage.removeItem(key);
  });
  field.form.addEventListener("submit", () => sessionStorage.setItem(sent, "yes"));
}
