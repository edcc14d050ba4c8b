// A form with data-push asks the browser whether it may be told, and sends what it says of itself.
// Without script, or where a browser takes no messages, the form stays away.
export function offerPush() {
  const form = document.querySelector("form[data-push]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  form.hidden = false;
  document.querySelector("[data-push-cannot]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    askBrowser(form).then(() => form.submit()).catch(() => {
      const fault = document.querySelector("[data-push-fault]");
      fault.hidden = false;
      fault.focus();
    });
  });
}

async function askBrowser(form) {
  if (await Notification.requestPermission() !== "granted") throw new Error("denied");
  const worker = await navigator.serviceWorker.register(form.dataset.worker);
  const key = toBytes(form.dataset.push);
  const before = await worker.pushManager.getSubscription();
  if (before) await before.unsubscribe();
  const found = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const told = found.toJSON();
  form.elements.address.value = told.endpoint;
  form.elements.key.value = told.keys.p256dh;
  form.elements.secret.value = told.keys.auth;
}

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
