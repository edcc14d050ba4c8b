// The theme changes at once; a cookie (and the account, by the form) remembers it.
const YEAR = 31_536_000;

export function switchThemes() {
  for (const form of document.querySelectorAll("[data-theme-switch]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button) return;
      event.preventDefault();
      choose(button.value);
      const body = new FormData(form, button);
      fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => undefined);
    });
  }
}

function choose(theme) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  for (const button of document.querySelectorAll("[data-theme-switch] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}
